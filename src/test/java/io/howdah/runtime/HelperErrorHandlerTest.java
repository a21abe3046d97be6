package io.howdah.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.main.Main;
import org.apache.camel.model.RouteDefinition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class HelperErrorHandlerTest {

    @TempDir
    private Path folder;

    private static final String CALLER = """
            - route:
                id: caller
                errorHandler:
                  deadLetterChannel:
                    deadLetterUri: mock:letters
                    useOriginalMessage: false
                    redeliveryPolicy: {logExhausted: false, logHandled: false}
                from:
                  uri: direct:caller
                  steps:
                    - to: {uri: direct:helper}
            """;
    private static final String HELPER = """
            - route:
                id: helper
            %s
                from:
                  uri: direct:helper
                  steps:
                    - throwException: {exceptionType: java.lang.IllegalStateException, message: broken}
            """;

    @ParameterizedTest
    @ValueSource(strings = {"", "    errorHandler: {noErrorHandler: {}}"})
    void callerHandlesTheFailureOfADirectRoute(String policy) throws Exception {
        Exchange done = send(HELPER.formatted(policy));

        assertThat(done.getException()).isNull();
        assertThat(done.getProperty(Exchange.FAILURE_ENDPOINT, String.class)).isEqualTo("direct://helper");
    }

    @ParameterizedTest
    @ValueSource(strings = {"    errorHandler: {defaultErrorHandler: {redeliveryPolicy: {logExhausted: false}}}"})
    void errorHandlerOfARouteStays(String policy) throws Exception {
        Exchange done = send(HELPER.formatted(policy));

        assertThat(done.getException()).hasMessage("broken");
    }

    @Test
    void onExceptionOfAFileStays() throws Exception {
        Exchange done = send("""
                - onException:
                    exception: [java.lang.IllegalStateException]
                    handled: {constant: {expression: "true"}}
                    steps:
                      - setBody: {constant: {expression: handled by its file}}
                """ + HELPER.formatted(""));

        assertThat(done.getException()).isNull();
        assertThat(done.getMessage().getBody()).isEqualTo("handled by its file");
    }

    /** A route that declares its errors otherwise, and one that no route calls. */
    static Stream<RouteDefinition> others() {
        RouteDefinition handlerByName = new RouteDefinition("direct:helper");
        handlerByName.setErrorHandlerRef("own");
        RouteDefinition configuration = new RouteDefinition("direct:helper");
        configuration.setRouteConfigurationId("own");
        return Stream.of(handlerByName, configuration, new RouteDefinition("timer:helper"));
    }

    @ParameterizedTest
    @MethodSource("others")
    void otherRoutesAreNotChanged(RouteDefinition route) {
        new HelperErrorHandler().onAddRouteDefinition(route);

        assertThat(route.getErrorHandler()).isNull();
    }

    private Exchange send(String helper) throws Exception {
        Files.writeString(folder.resolve("caller.camel.yaml"), CALLER);
        Files.writeString(folder.resolve("helper.camel.yaml"), helper);
        Main main = new Main();
        try {
            main.setDefaultPropertyPlaceholderLocation("false");
            main.configure().withRoutesIncludePattern("file:" + folder + "/*.camel.yaml");
            main.bind("helperErrorHandler", new HelperErrorHandler());
            main.start();
            return main.getCamelContext().createProducerTemplate().send("direct:caller", exchange -> {});
        } finally {
            main.stop();
        }
    }
}
