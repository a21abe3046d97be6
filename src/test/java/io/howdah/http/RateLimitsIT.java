package io.howdah.http;

import static io.howdah.http.RunningServers.edge;
import static io.howdah.http.RunningServers.send;
import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.config.HttpSettings;
import io.howdah.security.Principal;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;

class RateLimitsIT {

    private static final Principal ALICE = Principal.of("alice");
    private static final Principal BOB = Principal.of("bob");
    private static final String HERE = "192.0.2.1";

    private final SetClock clock = new SetClock();
    private final RateLimits limits = new RateLimits(10, 3, clock);

    @Test
    void aSubjectHasItsShareWhereverItComesFrom() {
        // When
        for (int i = 0; i < 10; i++) {
            assertThat(limits.take(ALICE, "192.0.2." + i).remaining()).isEqualTo(9 - i);
        }

        // Then
        assertThat(limits.take(ALICE, HERE)).isEqualTo(new RateLimits.Permit(false, 10, 0, 1, 1));
        assertThat(limits.take(BOB, HERE).granted()).isTrue();
        assertThat(limits.take(Principal.ANONYMOUS, HERE).granted()).isTrue();
    }

    @Test
    void itComesBackWithTime() {
        // Given
        for (int i = 0; i < 11; i++) {
            limits.take(ALICE, HERE);
        }

        // When
        clock.forward(TimeUnit.MILLISECONDS.toNanos(300));

        // Then
        for (int i = 0; i < 3; i++) {
            assertThat(limits.take(ALICE, HERE).granted()).isTrue();
        }
        assertThat(limits.take(ALICE, HERE).granted()).isFalse();

        // When
        clock.forward(TimeUnit.HOURS.toNanos(1));

        // Then: and no more than that
        assertThat(limits.take(ALICE, HERE).remaining()).isEqualTo(9);
    }

    @Test
    void nobodyHasTheShareOfTheirNetwork() {
        // When
        for (int i = 0; i < 10; i++) {
            limits.take(Principal.ANONYMOUS, "2001:db8:0:1::" + i);
        }

        // Then
        assertThat(limits.take(Principal.ANONYMOUS, "2001:db8:0:1:ffff::1").granted())
                .isFalse();
        assertThat(limits.take(Principal.ANONYMOUS, "2001:db8:0:2::1").granted())
                .isTrue();
        assertThat(limits.take(Principal.ANONYMOUS, HERE).granted()).isTrue();
        // Nor is it a subject that is called so.
        assertThat(limits.take(Principal.of("@2001:db8:0:1:0:0:0:0/64"), HERE).granted())
                .isTrue();
    }

    @Test
    void anAddressWhoseRequestsFailIsNotLookedAtForAWhile() {
        // Given
        assertThat(limits.look(HERE).granted()).isTrue();
        limits.failed(HERE);
        limits.failed(HERE);
        assertThat(limits.look(HERE).granted()).isTrue();

        // When
        limits.failed(HERE);

        // Then
        assertThat(limits.look(HERE).granted()).isFalse();
        assertThat(limits.look(HERE).retrySeconds()).isEqualTo(1);
        assertThat(limits.look("192.0.2.2").granted()).isTrue();
        assertThat(limits.take(ALICE, HERE).granted()).isTrue();

        // When
        clock.forward(TimeUnit.SECONDS.toNanos(1));

        // Then
        assertThat(limits.look(HERE).granted()).isTrue();
    }

    @Test
    void anAnswerSaysWhatIsLeftAndWhenToComeAgain() throws Exception {
        // Given: so few that none comes back while the test runs
        try (RunningServers app = start(Map.of("HOWDAH_HTTP_REQUESTS_PER_SECOND", "2"))) {
            // When
            HttpResponse<String> answer = send(app.request("/ok?as=alice").GET());
            HttpResponse<String> refused = flood(app, "/ok?as=alice");

            // Then
            assertThat(answer.headers().firstValue("ratelimit-policy")).contains("\"default\";q=2;w=1");
            assertThat(answer.headers().firstValue("ratelimit"))
                    .hasValueSatisfying(said -> assertThat(said).matches("\"default\";r=1;t=1"));
            assertThat(refused.statusCode()).isEqualTo(429);
            assertThat(refused.headers().firstValue("retry-after")).contains("1");
            assertThat(refused.headers().firstValue("ratelimit")).contains("\"default\";r=0;t=1");
            assertThat(refused.headers().firstValue("content-type")).contains(Problem.MEDIA_TYPE);
            assertThat(send(app.request("/ok?as=bob").GET()).statusCode()).isEqualTo(200);
            assertThat(send(app.request("/nothing?as=carol").GET()).headers().firstValue("ratelimit"))
                    .isPresent();
        }
    }

    @Test
    void whatAProxySaysOfNobodyIsBelievedIfItIsTrusted() throws Exception {
        for (String proxies : new String[] {"127.0.0.0/8", "10.0.0.0/8"}) {
            try (RunningServers app =
                    start(Map.of("HOWDAH_HTTP_REQUESTS_PER_SECOND", "1", "HOWDAH_HTTP_TRUSTED_PROXIES", proxies))) {
                // When: any client may have written what precedes the proxy's own entry
                List<CompletableFuture<Integer>> asked = Stream.of(
                                "203.0.113.7, 198.51.100.1", "198.51.100.2, 198.51.100.1", "198.51.100.1, 198.51.100.2")
                        // All at once, since a refusal takes its time.
                        .map(forwarded -> CompletableFuture.supplyAsync(() -> statusFor(app, forwarded)))
                        .toList();

                // Then
                List<Integer> answers =
                        asked.stream().map(CompletableFuture::join).sorted().toList();
                assertThat(answers)
                        .isEqualTo(proxies.startsWith("127") ? List.of(200, 200, 429) : List.of(200, 429, 429));
            }
        }
    }

    @Test
    void aBodyThatWasReadInVainCostsAsMuchAsManyRequests() {
        // When
        for (int i = 0; i < 50; i++) {
            limits.tooLarge(ALICE, HERE);
        }

        // Then they use up what comes in the next second, and not more
        assertThat(limits.take(ALICE, HERE).granted()).isFalse();
        assertThat(limits.take(BOB, HERE).granted()).isTrue();
        clock.forward(TimeUnit.MILLISECONDS.toNanos(900));
        assertThat(limits.take(ALICE, HERE).granted()).isFalse();
        clock.forward(TimeUnit.MILLISECONDS.toNanos(500));
        assertThat(limits.take(ALICE, HERE).granted()).isTrue();
    }

    @Test
    void bodiesThatAreTooLargeUseUpWhatAClientMayAskFor() throws Exception {
        // Given
        RouteBuilder route = new RouteBuilder() {
            @Override
            public void configure() {
                from("platform-http:/echo").setBody(simple("${body}"));
            }
        };
        try (RunningServers app = start(Map.of("HOWDAH_HTTP_REQUESTS_PER_SECOND", "8"), route)) {
            // Its length is not declared in advance.
            BodyPublisher large =
                    BodyPublishers.fromPublisher(BodyPublishers.ofByteArray(new byte[EdgeRouter.MAX_BODY + 1]));

            // When
            List<Integer> answers = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                answers.add(send(app.request("/echo?as=alice").POST(large)).statusCode());
            }

            // Then not all of them are among the eight requests of a second
            assertThat(answers).contains(413, 429);
            assertThat(send(app.request("/ok?as=bob").GET()).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void theBodyOfARefusedRequestIsNotReadAndTheConnectionGoes() throws Exception {
        String head = "POST /ok HTTP/1.1\r\nHost: x\r\nContent-Length: ";
        try (RunningServers app = start(Map.of("HOWDAH_HTTP_REQUESTS_PER_SECOND", "1"));
                RawHttp little = RawHttp.open(app.servers().port());
                RawHttp large = RawHttp.open(app.servers().port())) {
            // Given
            send(app.request("/ok").GET());

            // When
            little.send(head + "4\r\n\r\nbody");
            large.send(head + "100000\r\n\r\n");

            // Then
            assertThat(little.readTo("\r\n\r\n"))
                    .startsWith("HTTP/1.1 429 ")
                    .doesNotContainIgnoringCase("connection: close");
            assertThat(large.readAll()).startsWith("HTTP/1.1 429 ").containsIgnoringCase("connection: close");
        }
    }

    private static int statusFor(RunningServers app, String forwarded) {
        try {
            return send(app.request("/ok").header("X-Forwarded-For", forwarded).GET())
                    .statusCode();
        } catch (Exception e) {
            throw new CompletionException(e);
        }
    }

    /** Sends until it is refused. */
    private static HttpResponse<String> flood(RunningServers app, String path) throws Exception {
        HttpResponse<String> answer;
        int sent = 0;
        do {
            answer = send(app.request(path).GET());
            sent++;
        } while (answer.statusCode() == 200 && sent < 1000);
        return answer;
    }

    private static RunningServers start(Map<String, String> variables, RouteBuilder... routes) throws Exception {
        HttpSettings settings = new HttpSettings("127.0.0.1", 0, 0, 1, false, 64 * 1024, 1024 * 1024, edge(variables));
        RunningServers app = RunningServers.start(settings, (main, servers) -> {}, routes);
        app.servers().router().get("/ok").handler(context -> context.end("ok"));
        return app;
    }
}
