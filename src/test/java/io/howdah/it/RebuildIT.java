package io.howdah.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.howdah.ingest.rebuild.RebuildRefusedException;
import io.howdah.ingest.rebuild.RebuildReport;
import io.howdah.ingest.rebuild.RebuildRequest;
import io.howdah.ingest.rebuild.Rebuilds;
import io.howdah.runtime.Application;
import io.howdah.testing.CommandLineRun;
import io.howdah.testing.FreePort;
import io.howdah.testing.HowdahProcess;
import io.howdah.testing.NotificationClient;
import io.howdah.testing.Pace;
import io.howdah.testing.RunningApplication;
import io.howdah.testing.TestTopics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rebuilds of the rides, with events, queries and subscribers going on. */
class RebuildIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String TOPIC = "rides.topic";

    /** Between two events, and two queries: at full speed they would take the processors from all else that is tested. */
    private static final Duration PACE = Duration.ofMillis(5);

    /** With the smallest batches, these take seconds. */
    private static final int MANY = 1500;

    private static final RebuildRequest KEEP_MISSING =
            new RebuildRequest(false, true, false, Optional.empty(), Optional.empty());
    private static final RebuildRequest RESTART =
            new RebuildRequest(true, false, false, Optional.empty(), Optional.empty());
    private static final RebuildRequest DROP_OLD =
            new RebuildRequest(false, false, true, Optional.empty(), Optional.empty());

    @TempDir
    private Path folder;

    private RunningApplication howdah;
    private final ExecutorService background = Executors.newCachedThreadPool();
    private final AtomicBoolean going = new AtomicBoolean(true);

    @AfterEach
    void stop() {
        going.set(false);
        background.shutdownNow();
        howdah.close();
    }

    @Test
    void eventsQueriesAndSubscribersGoOnThroughARebuild() throws Exception {
        // Given rides, one of which some mishap has changed
        howdah = RunningApplication.demo(Map.of());
        seed(MANY);
        howdah.collection("rides")
                .updateOne(new Document("_id", "seed-7"), new Document("$set", new Document("driverName", "wrong")));

        try (NotificationClient client = howdah.subscribe("rides")) {
            Map<String, Integer> sent = new ConcurrentHashMap<>();
            Future<?> events = background.submit(() -> sendEvents(sent));
            Queue<String> faults = new ConcurrentLinkedQueue<>();
            AtomicInteger asked = new AtomicInteger();
            Future<?> queries = background.submit(() -> ask(faults, asked));
            await().atMost(PATIENCE).until(() -> sent.size() > 20 && asked.get() > 20);

            // When
            howdah.rebuilds().start("Ride", RebuildRequest.PLAIN);
            awaitDone(howdah.rebuilds());
            int askedAtSwitch = asked.get();
            await().atMost(PATIENCE).until(() -> asked.get() > askedAtSwitch + 100);
            going.set(false);
            events.get();
            queries.get();
            howdah.send(TOPIC, "after", ride("after", 1));

            // Then no query failed or missed a ride
            assertThat(faults).isEmpty();

            // And every event is in the new collection, and the mishap is mended
            RebuildReport report = howdah.rebuilds().report("Ride");
            assertThat(report.collection()).isEqualTo("rides--2");
            assertThat(report.former()).containsExactly("rides");
            assertThat(report.deadLettered()).isZero();
            await().atMost(PATIENCE)
                    .untilAsserted(() -> sent.forEach((id, sequence) ->
                            assertThat(stored("rides--2", id)).containsEntry("sequence", (long) sequence)));
            assertThat(howdah.collection("rides--2")
                            .countDocuments(new Document("_id", new Document("$regex", "^seed"))))
                    .isEqualTo(MANY);
            assertThat(stored("rides--2", "seed-7")).containsEntry("driverName", "Nadia");
            assertThat(howdah.query("{ ride(id: \"seed-7\") { driverName } }")
                            .at("/data/ride/driverName")
                            .asText())
                    .isEqualTo("Nadia");

            // And the subscriber received one resync, and gets what happens then
            await().atMost(PATIENCE).until(() -> !client.frames("after").isEmpty());
            List<JsonNode> resyncs = client.frames().stream()
                    .filter(frame -> frame.path("type").asText().equals("io.howdah.resync"))
                    .toList();
            assertThat(resyncs).hasSize(1);
            assertThat(resyncs.get(0).path("source").asText()).isEqualTo("/howdah/rides");
            assertThat(resyncs.get(0).path("id").asText()).isNotEmpty();
            assertThat(resyncs.get(0).has("subject")).isFalse();
            assertNoVersionGoesBack(client.frames(), sent.keySet().iterator().next());

            // And of the shadow's making it heard nothing
            List<String> subjects = client.frames().stream()
                    .map(frame -> frame.path("subject").asText())
                    .toList();
            assertThat(subjects.subList(subjects.indexOf("live-0"), subjects.indexOf("")))
                    .noneMatch(subject -> subject.startsWith("seed-"));
        }
    }

    @Test
    void rebuildOfAnEndedProcessGoesOnInAnother() throws Exception {
        // Given a rebuild that takes a while
        howdah = RunningApplication.demo(Map.of("howdah.ingest.batch-size", "5"));
        seed(MANY);
        howdah.rebuilds().start("Ride", RebuildRequest.PLAIN);
        await().atMost(PATIENCE).until(() -> howdah.rebuilds().report("Ride").read() > 100);

        // When its process ends
        howdah.stop();
        try (Application other = howdah.another()) {
            RebuildReport left = other.rebuilds().report("Ride");
            assertThat(left.state()).isEqualTo("stopped");
            assertThat(left.collection()).isEqualTo("rides");
            assertThat(left.read()).isBetween(100L, MANY - 1L);

            // Then another one goes on where it was
            other.rebuilds().start("Ride", RebuildRequest.PLAIN);
            awaitDone(other.rebuilds());
            assertThat(other.rebuilds().report("Ride").startedAt()).isEqualTo(left.startedAt());
            assertThat(other.rebuilds().report("Ride").read()).isEqualTo(MANY);
            assertThat(howdah.systemCollection("rebuilds").find().first().get("lease", Document.class))
                    .containsEntry("readBefore", left.read());
            assertThat(howdah.collection("rides--2").countDocuments()).isEqualTo(MANY);
        }
    }

    @Test
    void rebuildOfAKilledProcessGoesOnInAnother() throws Exception {
        // Given a process of its own that rebuilds
        howdah = RunningApplication.demo(Map.of("howdah.ingest.batch-size", "5"));
        seed(MANY);
        int port = FreePort.find();
        Map<String, String> environment = new HashMap<>(howdah.environment());
        environment.put("HOWDAH_MANAGEMENT_PORT", String.valueOf(port));
        try (HowdahProcess other = HowdahProcess.start(folder, environment, "run")) {
            await().atMost(Duration.ofSeconds(90))
                    .until(() -> String.join("\n", other.out()).contains("Howdah is up"));
            CommandLineRun begun =
                    CommandLineRun.of("rebuild", "Ride", "--no-wait", "--url", "http://127.0.0.1:" + port);
            assertThat(begun.exitCode()).as(begun.toString()).isZero();
            await().atMost(PATIENCE)
                    .until(() -> howdah.rebuilds().report("Ride").read() > 100);

            // When it is killed
            other.close();
        }
        assertThatThrownBy(() -> howdah.rebuilds().start("Ride", RebuildRequest.PLAIN))
                .isInstanceOf(RebuildRefusedException.class);
        await().atMost(PATIENCE)
                .until(() ->
                        "interrupted".equals(howdah.rebuilds().report("Ride").state()));
        RebuildReport left = howdah.rebuilds().report("Ride");
        assertThat(left.read()).isBetween(100L, MANY - 1L);

        // Then another one goes on where it was
        CommandLineRun resumed = howdah.ask("rebuild", "Ride");
        assertThat(resumed.exitCode()).as(resumed.toString()).isZero();
        assertThat(resumed.out().get(0)).startsWith("Ctrl-C ends only this display");
        assertThat(resumed.out()).anyMatch(line -> line.matches("state +done"));
        RebuildReport report = howdah.rebuilds().report("Ride");
        assertThat(report.startedAt()).isEqualTo(left.startedAt());
        assertThat(report.read()).isEqualTo(MANY);
        assertThat(howdah.collection("rides--2").countDocuments()).isEqualTo(MANY);
    }

    @Test
    void recordsOfAKeyOrFromATimeOnAreAppliedAgainInPlace() throws Exception {
        // Given documents that their events would make otherwise by now
        howdah = RunningApplication.demo(Map.of());
        seed(20);
        for (String id : List.of("seed-1", "seed-2")) {
            howdah.collection("rides")
                    .updateOne(new Document("_id", id), new Document("$set", new Document("driverName", "wrong")));
        }

        // And offsets of a topic that is there no more
        Document topics = new Document(
                "main", new Document("topic", "rides").append("id", "old").append("partitions", 4));
        howdah.systemCollection("models").insertOne(new Document("_id", "Ride").append("topics", topics));

        // When
        CommandLineRun key = howdah.ask("rebuild", "Ride", "--key", "seed-1");

        // Then
        assertThat(key.exitCode()).as(key.toString()).isZero();
        assertThat(stored("rides", "seed-1")).containsEntry("driverName", "Nadia");
        assertThat(stored("rides", "seed-2")).containsEntry("driverName", "wrong");

        // When
        CommandLineRun since = howdah.ask("rebuild", "Ride", "--since", "1h");

        // Then
        assertThat(since.exitCode()).as(since.toString()).isZero();
        assertThat(stored("rides", "seed-2")).containsEntry("driverName", "Nadia");
        assertThat(howdah.rebuilds().report("Ride").collection()).isEqualTo("rides");
        assertThat(howdah.rebuilds().report("Ride").applied()).isEqualTo(20);
        assertThat(since.out()).anyMatch(line -> line.startsWith("since "));

        // And this rebuild does not decide whether the offsets are those of the topic as it is now
        assertThat(howdah.systemCollection("models").find().first()).containsEntry("topics", topics);
    }

    @Test
    void operatorIsToldWhatIsWrong() throws Exception {
        howdah = RunningApplication.demo(Map.of());

        assertThat(howdah.ask("rebuild", "Rode").err())
                .containsExactly("howdah: there is no model Rode; there are Delivery, Driver, Prescription, Ride");
        assertThat(howdah.ask("rebuild", "Ride", "--stop").err())
                .anyMatch(line -> line.contains("no rebuild of Ride is running"));
        assertThat(howdah.ask("rebuild", "Ride", "--key", "a", "--keep-missing").err())
                .anyMatch(line -> line.contains("must not be set with key or since"));
        assertThat(howdah.ask("rebuild", "Ride", "--status", "--restart").exitCode())
                .isEqualTo(2);
        CommandLineRun status = howdah.ask("rebuild", "Ride", "--status");
        assertThat(status.exitCode()).isZero();
        assertThat(status.out()).anyMatch(line -> line.matches("collection +rides"));

        // And a collection that would be half empty does not replace the current one
        howdah.send(TOPIC, "bad", "no ride");
        CommandLineRun failed = howdah.ask("rebuild", "Ride");
        assertThat(failed.exitCode()).isEqualTo(1);
        assertThat(failed.out()).anyMatch(line -> line.contains("1 of 1 records cannot be ingested"));
        assertThat(howdah.rebuilds().report("Ride").collection()).isEqualTo("rides");
        assertThat(howdah.ask("rebuild", "Ride").err()).anyMatch(line -> line.contains("start over with --restart"));

        // And a compacted topic may lack what a version is decided by
        TestTopics.compact(howdah.topic(TOPIC));
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(
                                howdah.ask("rebuild", "Ride", "--restart").err())
                        .anyMatch(line -> line.contains("is compacted (cleanup.policy)")));
    }

    @Test
    void rebuildIsStoppedAndBegunAnew() throws Exception {
        // Given
        howdah = RunningApplication.demo(Map.of("howdah.ingest.batch-size", "5"));
        seed(MANY);
        howdah.rebuilds().start("Ride", RebuildRequest.PLAIN);
        assertThatThrownBy(() -> howdah.rebuilds().start("Ride", RebuildRequest.PLAIN))
                .isInstanceOf(RebuildRefusedException.class)
                .hasMessageContaining("a rebuild of Ride has been running since");

        // When
        howdah.rebuilds().stop("Ride");
        await().atMost(PATIENCE)
                .until(() -> "stopped".equals(howdah.rebuilds().report("Ride").state()));
        assertThat(howdah.rebuilds().report("Ride").collection()).isEqualTo("rides");
        assertThat(howdah.ask("rebuild", "Ride", "--status").exitCode()).isEqualTo(1);

        // Then a dead letter that was mended would get into the old collection only
        howdah.send(TOPIC, "bad", "no ride");
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(
                                howdah.ask("dlq", "list", "--model", "Ride").out())
                        .contains("1 of 1 open dead letters"));
        assertThat(howdah.ask("dlq", "replay", "--model", "Ride").err())
                .singleElement(InstanceOfAssertFactories.STRING)
                .contains("a rebuild of Ride is unfinished");
        assertThat(howdah.ask("dlq", "replay", "--model", "Ride", "--dry-run").exitCode())
                .isZero();

        // When it is started again from the beginning
        howdah.rebuilds().start("Ride", RESTART);
        awaitDone(howdah.rebuilds());

        // Then what the first one had made is gone, and the dead letter may be replayed
        assertThat(howdah.ask("dlq", "replay", "--model", "Ride").out())
                .anyMatch(line -> line.contains("1 failed again"));
        assertThat(howdah.rebuilds().report("Ride").collection()).isEqualTo("rides--3");
        assertThat(howdah.collection("rides--2").countDocuments()).isZero();
        assertThat(howdah.collection("rides--3").countDocuments()).isEqualTo(MANY);
    }

    @Test
    void expiredHistoryIsRefusedUnlessWhatItToldOfIsCarriedOver() throws Exception {
        // Given rides, one of them deleted, whose events are gone, and a later one
        howdah = RunningApplication.demo(Map.of());
        seed(50);
        howdah.send(TOPIC, "seed-3", (String) null);
        await().atMost(PATIENCE)
                .until(() -> stored("rides", "seed-3").get("_h", Document.class).containsKey("del"));
        TestTopics.removeAll(howdah.topic(TOPIC));
        howdah.send(TOPIC, "later", ride("later", 1));
        howdah.send(TOPIC, "seed-4", ride("seed-4", 2));
        await().atMost(PATIENCE).until(() -> stored("rides", "later") != null);
        Document kept = stored("rides", "seed-1");

        // When, then
        assertThatThrownBy(() -> howdah.rebuilds().start("Ride", RebuildRequest.PLAIN))
                .isInstanceOf(RebuildRefusedException.class)
                .hasMessageContaining(howdah.topic(TOPIC))
                .hasMessageContaining("starts at offset")
                .hasMessageContaining("--keep-missing");
        assertThat(howdah.rebuilds().report("Ride").state()).isNull();

        // When they are kept
        howdah.rebuilds().start("Ride", KEEP_MISSING);
        awaitDone(howdah.rebuilds());

        // Then they are there as they were, the tombstone too, and the others by their events
        assertThat(stored("rides--2", "seed-1")).isEqualTo(kept);
        assertThat(stored("rides--2", "seed-3").get("_h", Document.class)).containsEntry("del", true);
        assertThat(stored("rides--2", "seed-4")).containsEntry("sequence", 2L);
        assertThat(howdah.collection("rides--2").countDocuments()).isEqualTo(51);
        assertThat(howdah.rebuilds().report("Ride").carriedOver()).isEqualTo(49);
    }

    @Test
    void everyProcessFollowsTheSwitchAndTheOldCollectionIsDropped() throws Exception {
        // Given two processes
        howdah = RunningApplication.demo(Map.of());
        seed(100);
        try (Application other = howdah.another();
                NotificationClient here = howdah.subscribe("rides");
                NotificationClient there = new NotificationClient(other.port(), "rides")) {
            // When one of them rebuilds, and drops the old collection
            howdah.rebuilds().start("Ride", RebuildRequest.PLAIN);
            howdah.rebuilds().start("Ride", DROP_OLD);
            awaitDone(howdah.rebuilds());

            // Then both of them tell their subscribers, once, and show what comes then
            howdah.send(TOPIC, "after", ride("after", 1));
            for (NotificationClient client : List.of(here, there)) {
                await().atMost(PATIENCE).until(() -> !client.frames("after").isEmpty());
                assertThat(client.frames())
                        .extracting(frame -> frame.path("type").asText())
                        .containsOnlyOnce("io.howdah.resync");
            }
            assertThat(other.rebuilds().report("Ride").collection()).isEqualTo("rides--2");
            assertThat(other.rebuilds().report("Ride").former()).isEmpty();
            assertThat(howdah.collection("rides").countDocuments()).isZero();
            assertThat(howdah.collection("rides--2").countDocuments()).isEqualTo(101);
        }

        // And a process that starts later does so as well
        howdah.stop();
        try (Application later = howdah.another();
                NotificationClient client = new NotificationClient(later.port(), "rides")) {
            howdah.send(TOPIC, "later", ride("later", 1));
            await().atMost(PATIENCE).until(() -> !client.frames("later").isEmpty());
            assertThat(stored("rides--2", "later")).isNotNull();

            // And a second rebuild leaves the first one's collection until it is asked to drop it
            later.rebuilds().start("Ride", RebuildRequest.PLAIN);
            awaitDone(later.rebuilds());
            assertThat(later.rebuilds().report("Ride").collection()).isEqualTo("rides--3");
            assertThatThrownBy(() -> later.rebuilds().start("Ride", DROP_OLD))
                    .isInstanceOf(RebuildRefusedException.class)
                    .hasMessageContaining("try again after");
            await().atMost(PATIENCE)
                    .ignoreExceptionsInstanceOf(RebuildRefusedException.class)
                    .until(() ->
                            later.rebuilds().start("Ride", DROP_OLD).former().isEmpty());
            assertThat(howdah.collection("rides--2").countDocuments()).isZero();
            assertThat(howdah.collection("rides--3").countDocuments()).isEqualTo(102);
        }
    }

    private void seed(int rides) throws Exception {
        Map<String, String> events = new LinkedHashMap<>();
        for (int i = 0; i < rides; i++) {
            events.put("seed-" + i, ride("seed-" + i, 1));
        }
        howdah.sendAll(TOPIC, events);
        await().atMost(PATIENCE).until(() -> howdah.collection("rides").countDocuments() == rides);
    }

    /** Sends ever newer events of ever more rides, and notes the newest of each. */
    private Void sendEvents(Map<String, Integer> sent) throws Exception {
        for (int round = 0; going.get(); round++) {
            Pace.sleep(PACE);
            String id = "live-" + round % 200;
            int sequence = round / 200 + 1;
            howdah.send(TOPIC, id, ride(id, sequence));
            sent.put(id, sequence);
        }
        return null;
    }

    private Void ask(Queue<String> faults, AtomicInteger asked) throws Exception {
        while (going.get()) {
            Pace.sleep(PACE);
            String id = "seed-" + ThreadLocalRandom.current().nextInt(MANY);
            JsonNode answer = howdah.query("{ ride(id: \"" + id + "\") { id } rides(first: 100) { nodes { id } } }");
            if (answer.has("errors")
                    || !answer.at("/data/ride/id").asText().equals(id)
                    || answer.at("/data/rides/nodes").size() != 100) {
                faults.add(answer.toString());
            }
            asked.incrementAndGet();
        }
        return null;
    }

    private static void awaitDone(Rebuilds rebuilds) {
        await().atMost(PATIENCE).untilAsserted(() -> {
            RebuildReport report = rebuilds.report("Ride");
            assertThat(report.state()).as(report.toString()).isEqualTo("done");
        });
    }

    private static void assertNoVersionGoesBack(List<JsonNode> frames, String subject) {
        List<Integer> versions = frames.stream()
                .filter(frame -> frame.path("subject").asText().equals(subject))
                .map(frame -> frame.path("version").asInt())
                .toList();
        assertThat(versions).isNotEmpty().isSorted();
    }

    private Document stored(String collection, String id) {
        return howdah.collection(collection).find(new Document("_id", id)).first();
    }

    private static String ride(String id, int sequence) {
        return """
                {"rideId":"%s","seq":%d,"rider":{"id":"alice"},"driver":{"id":"driver-7","name":"Nadia"},"state":"NEAR",\
                "eta":20,"time":"2026-01-01T00:00:00.000Z"}""".formatted(id, sequence);
    }
}
