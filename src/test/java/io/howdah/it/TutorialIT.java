package io.howdah.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.howdah.testing.CommandLineRun;
import io.howdah.testing.Docs;
import io.howdah.testing.NotificationClient;
import io.howdah.testing.RunningApplication;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** docs/tutorial.md, from the empty folder on: its commands, its events, and what they give. */
public class TutorialIT {

    private static final String PAGE = "docs/tutorial.md";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private static Path root;

    private static Path shop;
    private static String payment;
    private static CommandLineRun init;
    private static CommandLineRun added;
    private static RunningApplication howdah;

    @BeforeAll
    static void followThePage() throws Exception {
        shop = root.resolve("shop");
        init = run("./howdah init");
        payment = Docs.block(PAGE, "json", "\"paymentId\"").text();
        Files.writeString(root.resolve("payment.json"), payment);
        added = run("./howdah new payments");
        howdah = RunningApplication.folder(shop, Map.of(), List.of("parcels.topic", "payments.topic"));
    }

    @AfterAll
    static void stop() {
        howdah.close();
    }

    @Test
    void commandsWriteWhatThePageSays() throws Exception {
        assertThat(init.err()).isEmpty();
        assertThat(added.err()).isEmpty();
        assertThat(added.out().stream().map(line -> line.replace(root + "/", "")))
                .isEqualTo(
                        Docs.block(PAGE, "text", "wrote shop/").text().lines().toList());
        assertThat(shop.resolve("graphql/payments.graphqls"))
                .hasContent(Docs.block(PAGE, "graphql", "type Payment").text());
        assertThat(shop.resolve("routes/payments.camel.yaml"))
                .content()
                .contains(Docs.block(PAGE, "yaml", ".paymentId").text());
        Docs.text(PAGE)
                .lines()
                .filter(line -> line.startsWith("| `shop/"))
                .map(line -> line.split("`", -1)[1])
                .forEach(file -> assertThat(root.resolve(file)).exists());
    }

    @Test
    void eventArrivesAtTheSocketAndInGraphQl() throws Exception {
        try (NotificationClient client = howdah.subscribe("parcels")) {
            // When
            String[] record = Docs.block(PAGE, "sh", "parcel-7|")
                    .text()
                    .lines()
                    .filter(line -> line.startsWith("parcel-7|"))
                    .findFirst()
                    .orElseThrow()
                    .split("\\|", 2);
            howdah.send("parcels.topic", record[0], record[1]);

            // Then
            await().atMost(PATIENCE).until(() -> !client.frames("parcel-7").isEmpty());
            assertThat(steady(client.frames("parcel-7").get(0)))
                    .isEqualTo(steady(JSON.readTree(
                            Docs.block(PAGE, "json", "\"specversion\"").text())));
            assertThat(howdah.query(Docs.block(PAGE, "sh", "parcels(where:")))
                    .isEqualTo(JSON.readTree(
                            Docs.block(PAGE, "json", "\"data\":{\"parcels\"").text()));
        }
    }

    @Test
    void eventThatTheDomainWasMadeFromArrives() throws Exception {
        howdah.send("payments.topic", "pay-77", payment);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(howdah.query(Docs.block(PAGE, "sh", "payment(id:")))
                        .isEqualTo(JSON.readTree(Docs.block(PAGE, "json", "\"data\":{\"payment\"")
                                .text())));
    }

    @Test
    void namesThatAreTakenAndFoldersThatAreNotEmptyAreOneLine() {
        CommandLineRun again = CommandLineRun.of("init", shop.toString());
        assertThat(again.exitCode()).isEqualTo(1);
        assertThat(again.err()).hasSize(1).allSatisfy(line -> assertThat(line).contains("is not empty"));

        CommandLineRun twice = CommandLineRun.of("new", "parcels", "--folder", shop.toString());
        assertThat(twice.exitCode()).isEqualTo(1);
        assertThat(twice.err())
                .containsExactly("howdah: domain parcels: type Parcel already exists in " + shop
                        + "; give the new domain another name or another --type");
    }

    @Test
    void environmentIsReadByItsName() {
        CommandLineRun config = CommandLineRun.of("config", "--environment", "staging", shop.toString());
        assertThat(config.out())
                .anySatisfy(line -> assertThat(line)
                        .contains(
                                "howdah.kafka.brokers",
                                "kafka.staging.example.com:9093",
                                "environments/staging.properties"));
    }

    /** Runs a command of the page, whose paths are below the test's folder. */
    private static CommandLineRun run(String start) {
        String command = Docs.block(PAGE, "sh", start).text().strip();
        List<String> arguments = new ArrayList<>();
        for (String argument : Docs.arguments(command.replace("./howdah ", ""))) {
            boolean isPath = argument.equals("shop") || argument.equals("payment.json");
            arguments.add(isPath ? root.resolve(argument).toString() : argument);
        }
        return CommandLineRun.of(arguments.toArray(String[]::new));
    }

    /** A frame without what differs from run to run. */
    private static JsonNode steady(JsonNode frame) {
        assertThat(frame.has("id") && frame.has("time")).isTrue();
        return ((ObjectNode) frame.deepCopy()).without(List.of("id", "time"));
    }
}
