package io.howdah;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.howdah.model.ReadModel;
import io.howdah.testing.RestaurantsStub;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.camel.ProducerTemplate;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each domain's transform and frame on golden files: {@code golden/<domain>/<name>.input.json} gives the stored document
 * and the frame's data of {@code <name>.expected.json}.
 */
class GoldenTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TypeReference<Map<String, Object>> FIELDS = new TypeReference<>() {};
    private static final Path GOLDEN = Path.of("src/test/resources/golden");
    private static final Map<String, String> MODELS =
            Map.of("rides", "Ride", "deliveries", "Delivery", "prescriptions", "Prescription", "drivers", "Driver");
    private static final Map<String, String> FRAMES = Map.of(
            "rides",
            "direct:rides-frame",
            "deliveries",
            "direct:as-is",
            "prescriptions",
            "direct:as-is",
            "drivers",
            "direct:as-is");
    private static final Map<String, String> FORMATS = Map.of("prescriptions", "cloudevents");

    private static final RestaurantsStub restaurants = new RestaurantsStub();
    private static DirectRoutes routes;

    @BeforeAll
    static void start() throws Exception {
        routes = DirectRoutes.start(Map.of("deliveries.restaurants-url", restaurants.url()));
    }

    @AfterAll
    static void stop() {
        routes.close();
        restaurants.close();
    }

    @ParameterizedTest(name = "{0}/{1}")
    @MethodSource("cases")
    void transformAndFrameGiveWhatIsExpected(String domain, String name) throws Exception {
        // Given
        Path folder = GOLDEN.resolve(domain);
        byte[] input = Files.readAllBytes(folder.resolve(name + ".input.json"));
        JsonNode expected = JSON.readTree(Files.readString(folder.resolve(name + ".expected.json")));
        ReadModel model = routes.models().get(MODELS.get(domain));
        ProducerTemplate template = routes.template();

        // When
        Object transformed = template.request("direct:" + domain + "-transform", event -> {
                    event.getMessage().setBody(input);
                    routes.decode(FORMATS.getOrDefault(domain, "json"), event);
                })
                .getMessage()
                .getBody();
        Document document = model.toDocument(JSON.convertValue(transformed, FIELDS));
        Object frame = template.requestBody(FRAMES.get(domain), (Object) model.toData(document));

        // Then
        assertThat(document).isEqualTo(Document.parse(expected.get("document").toString()));
        assertThat(JSON.readTree(JSON.writeValueAsString(frame))).isEqualTo(expected.get("frame"));
    }

    static Stream<Arguments> cases() throws IOException {
        try (Stream<Path> files = Files.walk(GOLDEN)) {
            return files
                    .map(GOLDEN::relativize)
                    .map(Path::toString)
                    .filter(file -> file.endsWith(".input.json"))
                    .sorted()
                    .map(file -> file.replace(".input.json", "").split("/", 2))
                    .map(Arguments::of)
                    .toList()
                    .stream();
        }
    }
}
