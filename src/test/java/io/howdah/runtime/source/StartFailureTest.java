package io.howdah.runtime.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.camel.FailedToCreateRouteException;
import org.apache.camel.NoSuchBeanException;
import org.apache.camel.PropertyBindingException;
import org.apache.camel.ResolveEndpointFailedException;
import org.junit.jupiter.api.Test;

class StartFailureTest {

    private static final RouteFiles FILES = RouteFiles.read(
            List.of(new RouteFile("rides.camel.yaml", "file:rides.camel.yaml", "- route:\n    id: rides\n")));

    @Test
    void ourOwnMessageIsUnchanged() {
        RuntimeException failure = new RuntimeException("outer", new StartException("a\nb", new Exception("inner")));

        assertThat(StartFailure.explain(failure)).isEqualTo("a\nb");
        assertThat(StartFailure.locate(failure, FILES, text -> text)).isSameAs(failure);
    }

    @Test
    void foreignFailureIsItsRootsFirstLine() {
        assertThat(StartFailure.explain(new RuntimeException("outer", new Exception(" root \n  picture"))))
                .isEqualTo("root");
        assertThat(StartFailure.explain(new IllegalStateException())).isEqualTo("java.lang.IllegalStateException");
    }

    @Test
    void failureThatCausesItselfIsExplained() {
        Exception inner = new Exception("inner");
        Exception outer = new Exception("outer", inner);
        inner.initCause(outer);

        assertThat(StartFailure.explain(outer)).isEqualTo("inner");
    }

    @Test
    void routeHasItsLocation() {
        assertThat(explained(route("rides", new NoSuchBeanException("fares"))))
                .isEqualTo("rides.camel.yaml:2:9: route rides: no bean is called fares;"
                        + " correct the name, or declare it under beans:");
    }

    @Test
    void routeOfNoFileHasItsIdAlone() {
        assertThat(explained(route("java-route", new IllegalArgumentException("why\nmore"))))
                .isEqualTo("route java-route: why");
    }

    @Test
    void valuesOfUnknownOptionsAreHidden() {
        String message = "There are 2 parameters that couldn't be set on the endpoint. Check the uri. Unknown"
                + " parameters=[{pasword=secret, usr=me}]";

        assertThat(explained(route("rides", new ResolveEndpointFailedException("kafka:rides?pasword=secret", message))))
                .isEqualTo("rides.camel.yaml:2:9: route rides: kafka: has no option pasword, usr;"
                        + " correct or delete it under parameters:");
    }

    @Test
    void camelSettingIsNamedByItsKey() {
        PropertyBindingException failure = new PropertyBindingException(
                new Object(),
                "shutdownTimeout",
                "x",
                "camel.main.",
                "shutdownTimeout",
                new NumberFormatException("no"));

        assertThat(StartFailure.explain(failure))
                .isEqualTo("camel.main.shutdown-timeout is refused (no); correct it in application.properties");
    }

    private static Exception route(String id, Exception cause) {
        return new FailedToCreateRouteException(id, null, "Route(" + id + ")", cause);
    }

    private static String explained(Exception failure) {
        return StartFailure.explain(StartFailure.locate(failure, FILES, text -> text));
    }
}
