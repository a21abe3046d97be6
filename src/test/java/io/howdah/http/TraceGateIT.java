package io.howdah.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.howdah.config.TraceSettings;
import io.howdah.observe.Tracing;
import io.howdah.testing.RecordedSpans;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.StatusCode;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TraceGateIT {

    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String SPAN = "b7ad6b7169203331";

    private final RecordedSpans kept = new RecordedSpans();

    @Test
    void whoAsksForAWebSocketWhereThereIsNoneDoesNotDecideEither() throws Exception {
        try (Tracing tracing = tracing(0);
                RunningServers app = RunningServers.start(RunningServers.FREE_PORTS, tracing, (main, servers) -> {});
                RawHttp client = RawHttp.open(app.servers().port())) {
            app.servers()
                    .router()
                    .get("/seen")
                    .handler(context -> context.end(context.request().getHeader("traceparent") + "#"));

            // When
            client.send("GET /seen HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, close\r\nUpgrade: websocket\r\n"
                    + "traceparent: 00-" + TRACE + "-" + SPAN + "-01\r\n\r\n");

            // Then
            assertThat(client.readTo("#")).endsWith("00-" + TRACE + "-" + SPAN + "-00#");
        }
    }

    @Test
    void requestWhoseClientDoesNotWaitHasNoStatus() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        try (Tracing tracing = tracing(1);
                RunningServers app = RunningServers.start(RunningServers.FREE_PORTS, tracing, (main, servers) -> {})) {
            app.servers().router().get("/slow").handler(context -> asked.countDown());

            // When
            try (RawHttp client = RawHttp.open(app.servers().port())) {
                client.send("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n");
                assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
            }

            // Then
            await().untilAsserted(() -> assertThat(kept.all()).singleElement().satisfies(span -> {
                assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
                assertThat(span.getAttributes().get(AttributeKey.stringKey("error.type")))
                        .isEqualTo("client_closed");
                assertThat(span.getAttributes().get(AttributeKey.longKey("http.response.status_code")))
                        .isNull();
            }));
        }
    }

    private Tracing tracing(double ratio) {
        return Tracing.to(new TraceSettings(Optional.empty(), ratio, false, "howdah"), kept);
    }
}
