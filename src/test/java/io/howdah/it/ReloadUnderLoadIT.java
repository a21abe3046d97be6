package io.howdah.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.howdah.testing.ApplicationFolder;
import io.howdah.testing.NotificationClient;
import io.howdah.testing.Pace;
import io.howdah.testing.RunningApplication;
import io.howdah.testing.Things;
import io.howdah.testing.TransportWsClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Random changes of the files, good and broken ones, as events flow and clients listen: no client is cut off, and each
 * ends with what is stored. {@code -Dhowdah.test.edits} is their number, {@code -Dhowdah.test.seed} repeats a run.
 */
class ReloadUnderLoadIT {

    private static final Logger LOG = LoggerFactory.getLogger(ReloadUnderLoadIT.class);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String TOPIC = "things.topic";
    private static final int KEYS = 25;
    private static final int EDITS = Integer.getInteger("howdah.test.edits", 25);
    private static final Pattern RELOADS =
            Pattern.compile("(?m)^howdah_reload_seconds_count\\{.*outcome=\"(\\w+)\".*} (\\d+)");

    private static final String SCHEMA = """
            %stype Thing @readModel(collection: "things", key: "id", version: "sequence") @public {
              id: ID!
              sequence: Long!
              status: String @filterable%s
            }
            """;

    private static final List<String> TRANSFORMS = List.of(
            "{id: .id, sequence: .sequence, status: .status}",
            "{id: .id, sequence: .sequence, status: (.status | ascii_downcase)}",
            "{id, sequence, status}");
    private static final List<String> FRAMES = List.of("{id, status}", ".", "{id, sequence}");
    private static final List<String> BREAKS =
            List.of("setBody:|setBodi:", "uri: direct|uri direct", "ingest|ingests", "Thing|Thin");

    private final Map<String, Long> sent = new ConcurrentHashMap<>();
    private ApplicationFolder folder;
    private RunningApplication howdah;

    @Test
    @Timeout(value = 30, unit = TimeUnit.MINUTES)
    void nobodyIsCutOffAndNothingIsMissed(@TempDir Path root) throws Exception {
        long seed = Long.getLong("howdah.test.seed", System.currentTimeMillis());
        LOG.info("Reload under load: -Dhowdah.test.seed={} -Dhowdah.test.edits={}", seed, EDITS);
        Random random = new Random(seed);
        folder = ApplicationFolder.in(root).set(TOPIC, "none");
        write(random, 0);
        howdah = RunningApplication.folder(root, Map.of(), List.of(TOPIC));
        AtomicBoolean over = new AtomicBoolean();
        try (RunningApplication running = howdah;
                NotificationClient one = howdah.subscribe("things");
                NotificationClient other = howdah.subscribe("things");
                TransportWsClient live = TransportWsClient.alice(howdah.port())) {
            running.reloadChanges();
            live.subscribe("s", "subscription { thingChanged { operation key version } }");
            live.change("s", "READY");
            Fold folded = new Fold();
            CompletableFuture<Void> events =
                    CompletableFuture.runAsync(() -> send(new Random(random.nextLong()), over));
            CompletableFuture<Void> changes = CompletableFuture.runAsync(() -> folded.follow(live, over));

            // When
            for (int edit = 1; edit <= EDITS; edit++) {
                long before =
                        reloads().values().stream().mapToLong(Long::longValue).sum();
                int number = edit;
                write(random, edit);
                await("edit " + number + " of seed " + seed)
                        .atMost(PATIENCE)
                        .until(() -> reloads().values().stream()
                                        .mapToLong(Long::longValue)
                                        .sum()
                                > before);
            }
            repair();
            await().atMost(PATIENCE)
                    .until(() -> !howdah.get(howdah.managementPort(), "/observe/health")
                            .body()
                            .contains("rejects the changed files"));
            over.set(true);
            events.get(1, TimeUnit.MINUTES);

            // Then
            Map<String, Long> expected = new TreeMap<>(sent);
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(stored()).isEqualTo(expected));
            for (NotificationClient client : List.of(one, other)) {
                await("seed " + seed)
                        .atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(seen(client)).isEqualTo(expected));
                assertThat(client.closeCode()).isZero();
            }
            changes.get(1, TimeUnit.MINUTES);
            await("seed " + seed).atMost(PATIENCE).untilAsserted(() -> {
                folded.take(live);
                assertThat(new TreeMap<>(folded.versions)).isEqualTo(expected);
            });
            live.send("{'type':'ping'}");
            live.next("pong");
            LOG.info(
                    "Reload under load: seed {}: {} edits, {}, {} events, {} resyncs",
                    seed,
                    EDITS,
                    reloads(),
                    expected.values().stream().mapToLong(Long::longValue).sum(),
                    one.controls("resync").size());
            assertThat(reloads().keySet()).contains("done");
        }
    }

    /** Writes the files in one of many ways, of which some are wrong. */
    private void write(Random random, int edit) throws Exception {
        String note = random.nextInt(4) == 0 ? "\n  note: String" : "";
        String description = random.nextBoolean() ? "\"Something.\"\n" : "";
        String routes = Things.routes(pick(random, TRANSFORMS), pick(random, FRAMES), random.nextBoolean());
        if (edit > 0 && random.nextInt(4) == 0) {
            String[] broken = pick(random, BREAKS).split("\\|", -1);
            routes = routes.replaceFirst(Pattern.quote(broken[0]), Matcher.quoteReplacement(broken[1]));
        }
        // No two are the same, so that each is looked at.
        folder.write(ApplicationFolder.ROUTES_FILE, routes + "# " + edit + "\n");
        if (edit == 0 || random.nextInt(3) == 0) {
            String schema = SCHEMA.formatted(description, note);
            folder.write(
                    ApplicationFolder.SCHEMA_FILE,
                    edit > 0 && random.nextInt(4) == 0 ? schema.replace("}", ")") : schema);
        }
    }

    private void repair() throws Exception {
        folder.write(ApplicationFolder.SCHEMA_FILE, SCHEMA.formatted("", ""));
        folder.write(ApplicationFolder.ROUTES_FILE, Things.routes(TRANSFORMS.get(0), FRAMES.get(1), false));
    }

    private static String pick(Random random, List<String> of) {
        return of.get(random.nextInt(of.size()));
    }

    private void send(Random random, AtomicBoolean over) {
        try {
            while (!over.get()) {
                Map<String, String> records = new LinkedHashMap<>();
                IntStream.range(0, 5).mapToObj(i -> "k" + random.nextInt(KEYS)).forEach(key -> {
                    long version = sent.merge(key, 1L, Long::sum);
                    records.put(key, "{\"id\":\"%s\",\"sequence\":%d,\"status\":\"NEAR\"}".formatted(key, version));
                });
                howdah.sendAll(TOPIC, records);
                Pace.sleep(Duration.ofMillis(20));
            }
        } catch (RuntimeException e) {
            throw new IllegalStateException("events cannot be sent", e);
        }
    }

    private Map<String, Long> stored() {
        Map<String, Long> stored = new TreeMap<>();
        for (Document document : howdah.collection("things").find()) {
            stored.put(document.getString("_id"), document.getLong("sequence"));
        }
        return stored;
    }

    /** What a client of the channel has: after a resync, what it would find in a snapshot, and what came since. */
    private Map<String, Long> seen(NotificationClient client) {
        Map<String, Long> seen = new TreeMap<>();
        List<JsonNode> frames = new ArrayList<>(client.all());
        int begin = 0;
        for (int i = 0; i < frames.size(); i++) {
            if (frames.get(i).path("type").asText().equals("io.howdah.resync")) {
                begin = i;
            }
        }
        if (begin > 0) {
            // A snapshot has everything that was stored when it was taken, and was taken behind the resync.
            seen.putAll(stored());
        }
        for (JsonNode frame : frames.subList(begin, frames.size())) {
            if (frame.path("type").asText().matches("io\\.howdah\\.things\\.(created|updated)")) {
                seen.merge(frame.path("subject").asText(), frame.path("version").asLong(), Math::max);
            }
        }
        return seen;
    }

    private Map<String, Long> reloads() throws Exception {
        Map<String, Long> reloads = new TreeMap<>();
        Matcher found = RELOADS.matcher(
                howdah.get(howdah.managementPort(), "/observe/metrics").body());
        while (found.find()) {
            reloads.put(found.group(1), Long.parseLong(found.group(2)));
        }
        return reloads;
    }

    /** What a GraphQL client has. */
    private final class Fold {

        private final Map<String, Long> versions = new ConcurrentHashMap<>();
        private int taken;

        void follow(TransportWsClient live, AtomicBoolean over) {
            while (!over.get()) {
                take(live);
                Pace.sleep(Duration.ofMillis(20));
            }
        }

        synchronized void take(TransportWsClient live) {
            List<JsonNode> messages = live.messages();
            for (; taken < messages.size(); taken++) {
                JsonNode change = messages.get(taken).at("/payload/data/thingChanged");
                String operation = change.path("operation").asText();
                if (operation.equals("RESYNC")) {
                    versions.putAll(stored());
                } else if (operation.equals("CREATED") || operation.equals("UPDATED")) {
                    versions.merge(
                            change.path("key").asText(), change.path("version").asLong(), Math::max);
                }
            }
        }
    }
}
