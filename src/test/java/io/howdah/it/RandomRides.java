package io.howdah.it;

import static org.awaitility.Awaitility.await;

import io.howdah.testing.RunningApplication;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.bson.Document;

/** Rides that are created, changed, given to another rider and deleted, as a seed says. */
final class RandomRides {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final List<String> RIDERS = List.of("alice", "alice", "bob");
    private static final List<String> STATES = List.of("ACCEPTED", "ON_THE_WAY", "NEAR");
    private static final int KEYS = 12;

    private final Map<String, Long> versions = new HashMap<>();
    private final RunningApplication howdah;
    private final long seed;
    private final Random random;
    private final String round;

    RandomRides(RunningApplication howdah, long seed) {
        this.howdah = howdah;
        this.seed = seed;
        this.random = new Random(seed);
        this.round = "ride-" + seed + "-";
    }

    /** Changes some, and waits until all of it is stored. */
    void change(int times) throws Exception {
        Map<String, Long> changed = new HashMap<>();
        for (int i = 0; i < times; i++) {
            String key = round + random.nextInt(KEYS);
            long version = versions.merge(key, 1L, Long::sum);
            changed.put(key, version);
            // The first of a round is alice's, so that there is something to hold.
            if (i > 0 && random.nextInt(8) == 0) {
                howdah.send("rides.topic", key, (String) null, Map.of("record-version", Long.toString(version)));
            } else {
                howdah.send("rides.topic", key, ride(key, version, i == 0 ? "alice" : pick(RIDERS)));
            }
        }
        howdah.send(
                "rides.topic",
                round + "last",
                ride(round + "last", versions.merge(round + "last", 1L, Long::sum), "alice"));
        changed.put(round + "last", versions.get(round + "last"));
        changed.forEach((key, version) -> await("seed " + seed).atMost(PATIENCE).until(() -> stored(key) == version));
    }

    private String ride(String key, long version, String rider) {
        return """
                {"rideId":"%s","seq":%d,"rider":{"id":"%s"},"driver":{"id":"d","name":"Nadia"},"state":"%s","eta":%d,\
                "time":"2026-01-01T00:00:00.000Z"}""".formatted(key, version, rider, pick(STATES), version);
    }

    private String pick(List<String> some) {
        return some.get(random.nextInt(some.size()));
    }

    private long stored(String key) {
        Document found =
                howdah.collection("rides").find(new Document("_id", key)).first();
        return found == null
                ? 0
                : found.get("_h", Document.class).get("v", Document.class).getLong("main");
    }
}
