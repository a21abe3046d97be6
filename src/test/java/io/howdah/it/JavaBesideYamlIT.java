package io.howdah.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.howdah.testing.CommandLineRun;
import io.howdah.testing.Docs;
import io.howdah.testing.NotificationClient;
import io.howdah.testing.RunningApplication;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** docs/java.md: its two folders run together. */
public class JavaBesideYamlIT {

    private static final String PAGE = "docs/java.md";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Pattern JAVA_FILE = Pattern.compile("^// (\\S+\\.java)\\n");

    @TempDir
    private static Path root;

    private static RunningApplication howdah;

    @BeforeAll
    static void start() throws Exception {
        Path one = Docs.writeFiles(PAGE, "java-app", root);
        Path other = Docs.writeFiles(PAGE, "java-only-app", root);
        writeJava();
        howdah = RunningApplication.folders(List.of(one, other), Map.of(), List.of("fares.topic", "tips.topic"));
    }

    @AfterAll
    static void stop() {
        howdah.close();
    }

    @Test
    void beanOfASourceFileMakesTheDocumentedFare() throws Exception {
        Matcher event =
                Pattern.compile("The event `(.*)` gives a fare of `(.*)`").matcher(Docs.text(PAGE));
        assertThat(event.find()).isTrue();
        howdah.send("fares.topic", "ride-1", event.group(1));
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(howdah.query("{ fare(id: \"ride-1\") { price } }")
                                .at("/data/fare/price")
                                .asText())
                        .isEqualTo(event.group(2)));
    }

    @Test
    void routeBuilderOfASourceFileIsADomain() throws Exception {
        try (NotificationClient client = howdah.subscribe("tips")) {
            howdah.send("tips.topic", "t-1", "{\"id\":\"t-1\",\"seq\":1,\"cents\":200}");
            JsonNode frame = await().atMost(PATIENCE)
                    .until(() -> client.frames("t-1"), frames -> !frames.isEmpty())
                    .get(0);
            assertThat(frame.at("/data/text").asText()).isEqualTo("A tip of 200");
        }
    }

    @Test
    void commandsThatStartNothingKnowTheRoutesOfJava() throws Exception {
        CommandLineRun channels = CommandLineRun.of(
                "schema",
                "asyncapi",
                root.resolve("java-app").toString(),
                root.resolve("java-only-app").toString());
        assertThat(channels.err()).isEmpty();
        assertThat(String.join("", channels.out())).contains("/notifications/tips");
    }

    @Test
    void whatDoesNotCompileIsTheDocumentedLine() throws Exception {
        // Given
        String line = Pattern.compile("`java-app/(java/.*; correct the class)`")
                .matcher(Docs.text(PAGE))
                .results()
                .findFirst()
                .orElseThrow()
                .group(1);
        Path file = root.resolve("java-app/java/com/example/Tariff.java");
        String right = Files.readString(file);
        try {
            Files.writeString(file, right.replace("new BigDecimal(\"0.0021\")", "\"0.0021\""));

            // When
            CommandLineRun channels = CommandLineRun.of(
                    "schema", "asyncapi", root.resolve("java-app").toString());

            // Then
            assertThat(channels.err()).containsExactly("howdah: " + root.resolve("java-app") + "/" + line);
        } finally {
            Files.writeString(file, right);
        }
    }

    private static void writeJava() throws IOException {
        for (Docs.Block block : Docs.blocks(PAGE)) {
            Matcher name = JAVA_FILE.matcher(block.text());
            if (name.find()) {
                Path file = root.resolve(name.group(1));
                Files.createDirectories(file.getParent());
                Files.writeString(file, block.text().substring(name.end()));
            }
        }
    }
}
