package io.howdah.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.howdah.testing.Docs;
import io.howdah.testing.Http;
import io.howdah.testing.RunningApplication;
import io.howdah.testing.TestTokens;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The questions of docs/graphql.md about the demo's rides are answered as it says. */
class GraphQlPageIT {

    private static final String PAGE = "docs/graphql.md";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = Http.client();
    private static final Pattern URL = Pattern.compile("http://127\\.0\\.0\\.1:8080(/\\S*?)'? -H");

    private static RunningApplication howdah;

    @BeforeAll
    static void start() throws Exception {
        howdah = RunningApplication.demo(Map.of());
        driver("driver-1", "Omar", "HW-4100", 4.8);
        driver("driver-2", "Ingrid", "HW-4137", 4.5);
        ride("R-1", "alice", "NEAR", 40, "driver-1", 0);
        ride("R-2", "alice", "ACCEPTED", 200, "driver-2", 2);
        ride("R-3", "alice", "NEAR", 15, "driver-1", 1);
        howdah.send("rides.topic", "R-4", """
                {"rideId":"R-4","seq":1,"rider":{"id":"alice"},"state":"REQUESTED","time":"2026-03-02T09:03:00Z"}""");
        ride("R-5", "bob", "NEAR", 5, "driver-2", 4);
        await().atMost(PATIENCE)
                .until(() -> howdah.collection("rides").countDocuments() == 5
                        && howdah.collection("drivers").countDocuments() == 2);
    }

    @AfterAll
    static void stop() {
        howdah.close();
    }

    private static void driver(String id, String name, String plate, double stars) throws Exception {
        howdah.send("drivers.topic", id, """
                {"driverId":"%s","name":"%s","plate":"%s","stars":%s}""".formatted(id, name, plate, stars));
    }

    private static void ride(String id, String rider, String state, int eta, String driver, int minute)
            throws Exception {
        howdah.send("rides.topic", id, """
                {"rideId":"%s","seq":1,"rider":{"id":"%s"},"driver":{"id":"%s","name":"-"},"state":"%s","eta":%d,"fare":"12.50",\
                "time":"2026-03-02T09:0%d:00Z"}""".formatted(id, rider, driver, state, eta, minute));
    }

    /** Each question about rides, with the answer that stands behind it. */
    static Stream<Arguments> questions() {
        List<Docs.Block> blocks = Docs.blocks(PAGE);
        return IntStream.range(0, blocks.size() - 1)
                .filter(i -> blocks.get(i).language().equals("sh")
                        && blocks.get(i).text().matches("(?s)curl.*ride.*")
                        && !blocks.get(i).text().contains("text/event-stream"))
                .mapToObj(i -> Arguments.of(blocks.get(i), blocks.get(i + 1)));
    }

    @ParameterizedTest
    @MethodSource("questions")
    void questionIsAnsweredAsDocumented(Docs.Block question, Docs.Block answer) throws Exception {
        // When
        JsonNode real = ask(question);

        // Then
        assertThat(steady(real)).isEqualTo(steady(JSON.readTree(answer.text())));
    }

    @Test
    void pageHasQuestions() {
        assertThat(questions()).hasSizeGreaterThanOrEqualTo(6);
    }

    @Test
    void documentedViewsAreTheDemosOwn() {
        // When
        String shown = Docs.block(PAGE, "graphql", "type RideCard").text();
        String demo = Docs.text("src/main/resources/graphql/mobile/cards.graphqls");

        // Then
        for (String type : shown.replaceFirst("#.*\n", "").split("\n\n", -1)) {
            assertThat(demo).contains(type.strip());
        }
    }

    /** The same rides by REST: the questions of docs/rest.md. */
    static Stream<Arguments> restQuestions() {
        return RestPage.questions();
    }

    @ParameterizedTest
    @MethodSource("restQuestions")
    void restQuestionIsAnsweredAsDocumented(Docs.Block question, Docs.Block answer) throws Exception {
        RestPage.assertAnswer(howdah.port(), question, answer);
    }

    /** A cursor is another in each run, since it is encrypted. */
    private static JsonNode steady(JsonNode answer) throws Exception {
        return JSON.readTree(answer.toString().replaceAll("(\"endCursor\":)\"\\d\\.[^\"]+\"", "$1\"cursor\""));
    }

    private static JsonNode ask(Docs.Block curl) throws Exception {
        Matcher url = URL.matcher(curl.text());
        assertThat(url.find()).as(curl.text()).isTrue();
        HttpRequest request = TestTokens.request("http://127.0.0.1:" + howdah.port() + url.group(1))
                .timeout(PATIENCE)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(curl.curlBody()))
                .build();
        return JSON.readTree(
                HTTP.send(request, HttpResponse.BodyHandlers.ofString()).body());
    }
}
