package io.howdah.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.howdah.runtime.BoundedDirectComponent.CallDepthException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A limit to the depth of calls between {@code direct:} routes. */
class BoundedDirectComponentTest {

    private final DefaultCamelContext camel = new DefaultCamelContext();
    private final AtomicInteger calls = new AtomicInteger();

    @BeforeEach
    void start() throws Exception {
        camel.addComponent("direct", new BoundedDirectComponent());
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                from("direct:itself").process(each -> count()).to("direct:itself");
                from("direct:one").process(each -> count()).to("direct:other");
                from("direct:other").split(body()).stopOnException().to("direct:one");
                from("direct:tap").process(each -> count()).wireTap("direct:tap");
                from("direct:many").loop(1_000).to("direct:leaf");
                from("direct:leaf").process(each -> count());
            }
        });
        camel.start();
    }

    @AfterEach
    void stop() {
        camel.stop();
    }

    private void count() {
        // Without a limit the test itself would use all memory.
        assertThat(calls.incrementAndGet()).isLessThan(20_000);
    }

    @Test
    void routeThatCallsItselfFails() {
        assertThat(failure("direct:itself"))
                .isInstanceOf(CallDepthException.class)
                .hasMessage(
                        "direct://itself is called from within more than 100 direct: routes; remove the cycle, which"
                                + " howdah lint finds");
        assertThat(calls).hasValue(100);
    }

    @Test
    void cycleThroughASplitFails() {
        assertThat(failure("direct:one")).hasStackTraceContaining(CallDepthException.class.getName());
        assertThat(calls).hasValue(50);
    }

    @Test
    void cycleThroughAWireTapEnds() {
        assertThat(failure("direct:tap")).isNull();
        await().untilAsserted(() -> {
            assertThat(calls).hasValue(100);
            assertThat(camel.getInflightRepository().size()).isZero();
        });
    }

    @Test
    void consecutiveCallsDoNotAddToTheDepth() {
        assertThat(failure("direct:many")).isNull();
        assertThat(calls).hasValue(1_000);
    }

    private Exception failure(String uri) {
        Exchange exchange = camel.createProducerTemplate()
                .send(uri, each -> each.getMessage().setBody("a"));
        Exception failure = exchange.getException();
        return failure instanceof CamelExecutionException wrapped ? (Exception) wrapped.getCause() : failure;
    }
}
