package io.howdah.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.howdah.testing.Http;
import io.howdah.testing.RunningApplication;
import io.howdah.testing.TestTokens;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** What REST answers when there is too much to do, and when it takes too long. */
class RestLimitsIT {

    private static final int AT_ONCE = 40;
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void tooMuchAndTooLateAreProblems() throws Exception {
        // Given one thread, a queue for one request, and next to no time
        try (RunningApplication howdah = RunningApplication.demo(
                Map.of("howdah.graphql.threads", "1", "howdah.graphql.queue", "1", "howdah.graphql.timeout", "1ms"))) {
            HttpClient client = Http.client();
            HttpRequest request = TestTokens.request(
                            "http://127.0.0.1:" + howdah.port() + "/api/rides?as=alice&count=true")
                    .timeout(Duration.ofSeconds(20))
                    .build();
            List<HttpResponse<String>> answers = new CopyOnWriteArrayList<>();

            // When many ask at once, until both was seen
            await().atMost(Duration.ofSeconds(60)).until(() -> {
                List<CompletableFuture<Void>> asked = new ArrayList<>();
                for (int i = 0; i < AT_ONCE; i++) {
                    asked.add(client.sendAsync(request, HttpResponse.BodyHandlers.ofString())
                            .thenAccept(answers::add));
                }
                CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new)).join();
                return answers.stream().anyMatch(answer -> answer.statusCode() == 503)
                        && answers.stream().anyMatch(answer -> answer.statusCode() == 504);
            });

            // Then
            assertThat(answers).filteredOn(answer -> answer.statusCode() != 200).allSatisfy(answer -> {
                assertThat(answer.statusCode()).isIn(503, 504);
                assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
                JsonNode problem = JSON.readTree(answer.body());
                assertThat(problem.path("status").asInt()).isEqualTo(answer.statusCode());
                assertThat(problem.path("detail").asText()).isNotEmpty();
                assertThat(answer.headers().firstValue("X-Correlation-Id"))
                        .contains(problem.path("correlationId").asText());
                assertThat(answer.headers().firstValue("Retry-After").isPresent())
                        .isEqualTo(answer.statusCode() == 503);
            });
        }
    }
}
