package io.howdah.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.howdah.dev.services.DomainServices;
import io.howdah.dev.services.EventTopics;
import io.howdah.dev.services.Restaurants;
import io.howdah.testing.Chromium;
import io.howdah.testing.Docs;
import io.howdah.testing.Node;
import io.howdah.testing.RunningApplication;
import io.howdah.testing.TestServices;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tests the page in Chromium: src/test/js/browse.mjs uses it as a person does, and the assertions are here. */
class PageIT {

    private static final Logger LOG = LoggerFactory.getLogger(PageIT.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration TIMEOUT = Duration.ofMinutes(6);
    private static final Path SHOTS = Path.of("target", "screenshots").toAbsolutePath();
    private static final Path IMAGES = Docs.root().resolve("docs/images");
    private static final String WRITE = "howdah.docs.write";
    private static final int MAX_IMAGE = 200 * 1024;

    /** Min number of colours of a drawn part: background, border, text and antialiasing. */
    private static final int COLOURS = 5;

    private static final double READABLE = 4.5;

    private static final Map<String, List<String>> OWNED = Map.of(
            "ride-",
            List.of("rides", "riderId"),
            "delivery-",
            List.of("deliveries", "customerId"),
            "rx-",
            List.of("prescriptions", "patientId"));

    @Test
    void pageShowsEvents() throws Exception {
        Path chromium = Chromium.executable();
        try (Restaurants restaurants = Restaurants.start("127.0.0.1", 0);
                RunningApplication howdah = RunningApplication.demoWithPage(settings(restaurants));
                DomainServices events = DomainServices.start(TestServices.brokers(), howdah.eventTopics(), 20, 42)) {
            LOG.debug("Events come from {}", events);
            // Given events of the demo, and a record that is not a ride
            howdah.send("rides.topic", "bad", "this is no ride");
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> howdah.collection("rides").countDocuments(new Document("riderId", "bob")) > 1
                            && howdah.collection("prescriptions")
                                            .countDocuments(
                                                    new Document("patientId", "alice").append("status", "READY"))
                                    > 0);

            // When
            JsonNode result = JSON.readTree(Node.run(
                    TIMEOUT,
                    "browse.mjs",
                    List.of("http://127.0.0.1:" + howdah.port(), chromium.toString(), SHOTS.toString())));
            LOG.info("Page: live after {} ms; {}", result.path("firstLive"), result.path("reports"));

            // Then
            assertThat(result.path("failures"))
                    .as("%s", result.path("failures"))
                    .isEmpty();
            assertThat(result.path("reports").path("socket").asText())
                    .matches("[1-9]\\d* missed events? replayed from the replay buffer.*Nothing was lost: .*");
            assertThat(result.path("reports").path("events").asText())
                    .matches("[1-9]\\d* missed events? replayed from the replay buffer.*Nothing was lost: .*");
            JsonNode seen = result.path("seen");
            assertThat(seen.path("toasts").asText()).isEqualTo("polite");
            assertThat(seen.path("guest").asText()).contains("You have no documents", "HW-");
            assertThat(seen.path("letters").asText()).contains(howdah.topic("rides.topic"), "Ride");
            assertThat(seen.path("file").asText())
                    .isEqualTo(Docs.text("src/main/resources/routes/domains/rides.camel.yaml"));
            assertThat(seen.path("sdl").asText()).isEqualTo(Docs.text("src/main/resources/graphql/rides.graphqls"));
            assertThat(seen.path("reload").asText()).contains("The demo's files come with the JAR");
            assertThat(seen.path("narrow").asInt()).isEqualTo(360);
            assertThat(seen.path("narrowBehind").asInt()).isEqualTo(360);
            assertThat(seen.path("examples").asText()).contains("query Delivery", "subscription DeliveryChanges");
            assertThat(seen.path("focus").asBoolean())
                    .as("focus after collecting")
                    .isTrue();
            assertThat(seen.path("skipped").asText()).isEqualTo("main");
            assertThat(seen.path("behindStays").asBoolean()).isTrue();
            assertThat(result.path("address").asText()).contains("as=guest", "by=events");
            usersSeeOnlyTheirOwnDocuments(howdah, result.path("ids"));
            textsAreReadable(result.path("contrast"));
            partsAreOnTheScreenshots(result.path("shots"));
        }
        if (Boolean.getBoolean(WRITE)) {
            Files.createDirectories(IMAGES);
            for (String name : List.of("phone.png", "behind.png")) {
                Files.copy(SHOTS.resolve(name), IMAGES.resolve(name), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    private static Map<String, String> settings(Restaurants restaurants) {
        Map<String, String> settings = new HashMap<>(Map.of("deliveries.restaurants-url", restaurants.url()));
        if (Boolean.getBoolean(WRITE)) {
            // The names of the topics in dev mode.
            settings.putAll(Map.of(
                    "rides.topic", EventTopics.DEMO.rides(),
                    "deliveries.topic", EventTopics.DEMO.deliveries(),
                    "prescriptions.topic", EventTopics.DEMO.prescriptions(),
                    "drivers.topic", EventTopics.DEMO.drivers()));
        }
        return settings;
    }

    @Test
    void modulesPassTheirTests() throws Exception {
        // Node reads the module type from package.json in the same folder.
        Path copy = Node.packages().resolve("web");
        Files.createDirectories(copy);
        try (Stream<Path> modules = Files.list(Docs.root().resolve("src/main/resources/web"))) {
            for (Path module : modules.toList()) {
                Files.copy(module, copy.resolve(module.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        assertThat(Node.run("web.test.mjs", copy.toString())).contains("# fail 0");
    }

    @Test
    void imagesOfTheDocumentsAreSmall() throws Exception {
        try (Stream<Path> images = Files.list(IMAGES)) {
            assertThat(images.toList())
                    .hasSizeGreaterThanOrEqualTo(2)
                    .allSatisfy(image -> assertThat(Files.size(image)).isLessThan(MAX_IMAGE));
        }
    }

    /** Every id that was ever on the page was there for its owner only. */
    private static void usersSeeOnlyTheirOwnDocuments(RunningApplication howdah, JsonNode ids) {
        for (String person : List.of("alice", "bob")) {
            Set<String> owners = new HashSet<>();
            ids.path(person).forEach(id -> owner(howdah, id.asText()).ifPresent(owners::add));
            assertThat(ids.path(person).size()).as(person).isGreaterThan(2);
            assertThat(owners).as("owners of the documents shown to %s", person).containsExactly(person);
        }
        assertThat(ids.path("guest")).isEmpty();
    }

    private static Optional<String> owner(RunningApplication howdah, String id) {
        List<String> of = OWNED.get(id.substring(0, id.indexOf('-') + 1));
        return Optional.ofNullable(howdah.collection(of.get(0))
                        .find(new Document("_id", id))
                        .first())
                .map(document -> document.getString(of.get(1)));
    }

    private static void textsAreReadable(JsonNode contrast) {
        assertThat(contrast.fieldNames()).toIterable().contains("light", "dark", "behindDark");
        contrast.forEach(texts -> {
            assertThat(texts.size()).isGreaterThan(6);
            texts.fields()
                    .forEachRemaining(text -> assertThat(text.getValue().asDouble())
                            .as(text.getKey())
                            .isGreaterThanOrEqualTo(READABLE));
        });
    }

    private static void partsAreOnTheScreenshots(JsonNode shots) throws IOException {
        for (String name : List.of("phone", "behind", "dark", "narrow")) {
            BufferedImage image = ImageIO.read(SHOTS.resolve(name + ".png").toFile());
            assertThat(shots.path(name)).as(name).isNotEmpty();
            shots.path(name)
                    .fields()
                    .forEachRemaining(part -> assertThat(colours(image, part.getValue()))
                            .as("colours of %s on %s", part.getKey(), name)
                            .isGreaterThanOrEqualTo(COLOURS));
        }
    }

    private static int colours(BufferedImage image, JsonNode box) {
        int left = Math.max(0, box.path("x").asInt());
        int top = Math.max(0, box.path("y").asInt());
        int right = Math.min(image.getWidth(), left + box.path("width").asInt());
        int bottom = Math.min(image.getHeight(), top + box.path("height").asInt());
        Set<Integer> colours = new HashSet<>();
        for (int y = top; y < bottom; y++) {
            for (int x = left; x < right; x++) {
                colours.add(image.getRGB(x, y));
            }
        }
        return colours.size();
    }
}
