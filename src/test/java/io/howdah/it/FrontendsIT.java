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
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The demo's frontends over the same read models: the web's at /graphql, and the mobile one. */
class FrontendsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = Http.client();

    private static RunningApplication howdah;

    @BeforeAll
    static void start() throws Exception {
        howdah = RunningApplication.demo(Map.of());
        for (String rider : new String[] {"alice", "bob"}) {
            howdah.send("rides.topic", rider + "s", """
                    {"rideId":"%ss","seq":1,"rider":{"id":"%s"},"driver":{"id":"d","name":"Nadia"},"state":"NEAR","eta":7,\
                    "fare":"12.50","time":"2026-01-01T00:00:00.000Z"}""".formatted(rider, rider));
        }
        await().atMost(PATIENCE).until(() -> howdah.collection("rides").countDocuments() == 2);
    }

    @AfterAll
    static void stop() {
        howdah.close();
    }

    @Test
    void eachShowsTheSameRidesInItsOwnShape() throws Exception {
        // When
        JsonNode web = ask("/graphql?as=alice", "{ rides { nodes { id riderId fareEstimate } } }");
        JsonNode mobile =
                ask("/mobile/graphql?as=alice", "{ rideCards { nodes { id status etaSeconds } totalCount } }");

        // Then
        assertThat(web.at("/data/rides/nodes").toString())
                .isEqualTo("[{\"id\":\"alices\",\"riderId\":\"alice\",\"fareEstimate\":\"12.50\"}]");
        assertThat(mobile.at("/data/rideCards").toString())
                .isEqualTo("{\"nodes\":[{\"id\":\"alices\",\"status\":\"NEAR\",\"etaSeconds\":7}],\"totalCount\":1}");
    }

    @ParameterizedTest
    @CsvSource({
        "/mobile/graphql, { rides { totalCount } }",
        "/mobile/graphql, { rideCards { nodes { fareEstimate } } }",
        "/graphql, { rideCards { totalCount } }"
    })
    void noneKnowsWhatAnotherDeclares(String path, String query) throws Exception {
        assertThat(ask(path + "?as=alice", query)
                        .at("/errors/0/extensions/code")
                        .asText())
                .isEqualTo("GRAPHQL_VALIDATION_FAILED");
    }

    @Test
    void unknownFrontendIsNotFound() throws Exception {
        // When
        HttpResponse<String> response = post("/desktop/graphql", "{ __typename }");

        // Then
        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(response.body()).contains("There is no such frontend.");
    }

    @Test
    void graphiQlAsksTheFrontendThatItIsToldTo() throws Exception {
        // When
        String page = howdah.get(howdah.port(), "/graphiql/?frontend=mobile").body();
        String forged =
                howdah.get(howdah.port(), "/graphiql/?frontend=%3C/script%3E").body();

        // Then
        assertThat(page).contains("\"graphQLUri\":\"/mobile/graphql\"");
        assertThat(forged).contains("\"graphQLUri\":\"/graphql\"");
    }

    @Test
    void indexesOfListsAreThereAndNamed() {
        assertThat(howdah.collection("rides").listIndexes().map(index -> index.getString("name")))
                .contains(
                        "howdah_tombstone_ttl",
                        "howdah_riderId._id",
                        "howdah_riderId.etaSeconds._id",
                        "howdah_riderId.updatedAt._id",
                        "howdah_status._id");
    }

    private static JsonNode ask(String path, String query) throws Exception {
        return JSON.readTree(post(path, query).body());
    }

    private static HttpResponse<String> post(String path, String query) throws Exception {
        return HTTP.send(
                TestTokens.request("http://127.0.0.1:" + howdah.port() + path)
                        .timeout(PATIENCE)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(Map.of("query", query))))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
