package io.howdah.chaos.checkers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.howdah.chaos.loads.Balancer;
import io.howdah.chaos.loads.ChannelSocketTransport;
import io.howdah.chaos.loads.EventStream;
import io.howdah.chaos.loads.GraphQlSocketTransport;
import io.howdah.chaos.loads.GraphQlSseTransport;
import io.howdah.chaos.loads.Rides;
import io.howdah.chaos.loads.Seeds;
import io.howdah.chaos.loads.Subscriber;
import io.howdah.chaos.loads.Transport;
import io.howdah.testing.Pace;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeader;

/**
 * Events, subscribers and queries of a fleet, until it is stopped. Each rider has one subscriber without a filter, which receives
 * events at even intervals. Some more subscribers have a filter.
 */
final class FleetLoad implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final Duration PACE = Duration.ofMillis(50);
    private static final int CHUNKS_PER_SECOND = 20;
    /** A durable route does something for each of them. */
    private static final int ITEMS_PERCENT = 5;

    private static final int MIN_ITEMS = 15;
    private static final String RIDER = "rider-";
    private static final int APART_MS = 5;
    private static final int RIDES = 2;
    private static final int GIVEN_AWAY_PERCENT = 5;
    private static final int DELETED_PERCENT = 3;
    private static final int ASKING = 4;
    private static final List<Transport> TRANSPORTS =
            List.of(new ChannelSocketTransport(), new GraphQlSocketTransport(), new GraphQlSseTransport());
    /** Most of them use the channel. */
    private static final int OTHER_TRANSPORTS = 10;

    private final Fleet fleet;
    private final Balancer balancer;
    private final Size size;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicBoolean left = new AtomicBoolean();
    private final List<Subscriber> riders;
    private final List<Subscriber> filtering;
    private final RideChanges changes;
    private final Map<String, Long> versions = new ConcurrentHashMap<>();
    private final List<CompletableFuture<Void>> sending = new ArrayList<>();
    /** How often each subscriber had restarted from a snapshot before there was anything to miss. */
    private final Map<Subscriber, Integer> begun = new HashMap<>();

    private final long began = System.nanoTime();
    private long events;

    /**
     * How much there is.
     *
     * @param sockets subscribers without a filter
     * @param eventsPerSecond records, of which most are rides and some are items
     * @param queriesPerSecond GraphQL requests
     */
    record Size(int sockets, int eventsPerSecond, int queriesPerSecond) {

        /** Returns the average interval between two events of a subscriber. */
        Duration period() {
            return Duration.ofMillis(1_000L * sockets / rides());
        }

        private int rides() {
            return eventsPerSecond - items();
        }

        private int items() {
            return Math.max(MIN_ITEMS, eventsPerSecond * ITEMS_PERCENT / 100);
        }
    }

    private FleetLoad(Fleet fleet, Size size, long seed) {
        this.fleet = fleet;
        this.size = size;
        this.balancer = new Balancer(fleet::replicas);
        this.changes = new RideChanges(fleet.rides().collection());
        Random random = Seeds.random(seed);
        this.riders = IntStream.range(0, size.sockets())
                .mapToObj(i ->
                        subscriber(i % OTHER_TRANSPORTS < TRANSPORTS.size() ? i % OTHER_TRANSPORTS : 0, i, "", random))
                .toList();
        this.filtering = IntStream.range(0, Math.min(6, size.sockets()))
                .mapToObj(i -> subscriber(i % TRANSPORTS.size(), i, Rides.STATES.get(i % Rides.STATES.size()), random))
                .toList();
        all().forEach(each -> run(() -> beginLate(each)));
    }

    /** Begins; returns when all subscribers are there and events flow. */
    static FleetLoad start(Fleet fleet, Size size, long seed) throws Exception {
        FleetLoad load = new FleetLoad(fleet, size, seed);
        try {
            load.begin(seed);
            return load;
        } catch (RuntimeException e) {
            load.close();
            throw e;
        }
    }

    private void begin(long seed) {
        await("subscribers, see " + fleet.folder())
                .atMost(PATIENCE)
                .until(() -> all().stream().allMatch(Subscriber::hasSnapshot));
        all().forEach(each -> begun.put(each, each.begunAnew()));
        Random random = Seeds.random(seed + 1);
        EventStream items = new EventStream(seed, fleet.name());
        int chunk = Math.max(1, size.items() / CHUNKS_PER_SECOND);
        sending.add(run(() -> fleet.items().send(items, chunk, sent -> !over.get())));
        sending.add(run(() -> sendRides(random)));
        for (int i = 0; i < ASKING; i++) {
            Random own = Seeds.random(random.nextLong());
            String reader = "reader-" + i;
            sending.add(run(() -> ask(reader, own)));
        }
    }

    /** Not all in the same moment. */
    private void beginLate(Subscriber subscriber) {
        Subscriber.pause(Integer.parseInt(subscriber.rider().substring(RIDER.length())) * APART_MS);
        subscriber.stay(left);
    }

    private CompletableFuture<Void> run(Runnable work) {
        return CompletableFuture.runAsync(work, threads);
    }

    private Subscriber subscriber(int transport, int rider, String state, Random random) {
        return new Subscriber(
                TRANSPORTS.get(transport), RIDER + rider, state, balancer::port, Seeds.random(random.nextLong()));
    }

    private List<Subscriber> all() {
        List<Subscriber> all = new ArrayList<>(riders);
        all.addAll(filtering);
        return all;
    }

    private void sendRides(Random random) {
        long next = System.nanoTime();
        double due = 0;
        int turn = 0;
        while (!over.get()) {
            List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
            for (due += (double) size.rides() / CHUNKS_PER_SECOND; due >= 1; due--) {
                records.addAll(news(turn++ % size.sockets(), random));
            }
            fleet.items().log().send(records);
            events += records.size();
            next += PACE.toNanos();
            Pace.until(next);
        }
        fleet.items().log().flush();
    }

    /** Returns records for a rider. Now and then a ride moves to it from another rider, or is deleted. */
    private List<ProducerRecord<byte[], byte[]>> news(int rider, Random random) {
        int owner = random.nextInt(100) < GIVEN_AWAY_PERCENT ? random.nextInt(size.sockets()) : rider;
        String key = key(owner, random);
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        records.add(record(
                key,
                Rides.event(
                        key,
                        versions.merge(key, 1L, Long::sum),
                        RIDER + rider,
                        Rides.STATES.get(random.nextInt(Rides.STATES.size())))));
        if (random.nextInt(100) < DELETED_PERCENT) {
            String deleted = key(random.nextInt(size.sockets()), random);
            ProducerRecord<byte[], byte[]> record = record(deleted, null);
            record.headers()
                    .add(new RecordHeader(
                            EventStream.VERSION, bytes(Long.toString(versions.merge(deleted, 1L, Long::sum)))));
            records.add(record);
        }
        return records;
    }

    private static String key(int rider, Random random) {
        return "ride-" + rider + "-" + random.nextInt(RIDES);
    }

    private ProducerRecord<byte[], byte[]> record(String key, String value) {
        return new ProducerRecord<>(fleet.rides().topic(), bytes(key), value == null ? null : bytes(value));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private void ask(String reader, Random random) {
        long next = System.nanoTime();
        try {
            while (!over.get()) {
                int rider = random.nextInt(size.sockets());
                JsonNode query = JSON.createObjectNode()
                        .put(
                                "query",
                                switch (random.nextInt(3)) {
                                    case 0 -> "{ rides(first: 5) { nodes { id sequence } } }";
                                    case 1 -> "{ ride(id: \"" + key(rider, random) + "\") { status } }";
                                    default -> "{ items(first: 5, where: {state: {eq: OPEN}}) { nodes { id note } } }";
                                });
                balancer.ask(random.nextBoolean() ? RIDER + rider : reader, query);
                next += TimeUnit.SECONDS.toNanos(ASKING) / size.queriesPerSecond();
                Pace.until(next);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Measures from now on how long subscribers receive nothing. */
    void listen() {
        riders.forEach(Subscriber::listen);
    }

    /** Returns the longest time that a subscriber received nothing since {@link #listen()}. */
    Duration longestSilence() {
        return riders.stream()
                .map(Subscriber::longestSilence)
                .max(Duration::compareTo)
                .orElseThrow();
    }

    /** Returns how often subscribers had to restart from a snapshot. */
    int resyncs() {
        return all().stream().mapToInt(this::resyncs).sum();
    }

    private int resyncs(Subscriber subscriber) {
        return subscriber.begunAnew() - begun.get(subscriber);
    }

    Balancer.Figures queries() {
        return balancer.figures();
    }

    /** Stops events and queries; returns what was sent, when all of it is stored. */
    String stop() throws Exception {
        over.set(true);
        for (CompletableFuture<Void> each : sending) {
            each.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }
        double seconds = (System.nanoTime() - began) / 1e9;
        await("rides, see " + fleet.folder()).atMost(PATIENCE).untilAsserted(() -> {
            Map<String, Long> stored = new HashMap<>();
            fleet.rides().collection().find().forEach(ride -> stored.put(ride.getString("_id"), Rides.version(ride)));
            assertThat(stored).isEqualTo(versions);
        });
        return "%d rides of %d keys in %.0f s, %d changes".formatted(events, versions.size(), seconds, changes.count());
    }

    /** Waits until each subscriber has what it may see. Returns what subscribers without a resync missed. */
    List<String> gaps() {
        for (Subscriber subscriber : all()) {
            await(subscriber + ", see " + fleet.folder())
                    .atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(subscriber.view())
                            .isEqualTo(fleet.rides().rightful(subscriber)));
        }
        List<String> gaps = new ArrayList<>(changes.failures());
        riders.stream().filter(each -> resyncs(each) == 0).forEach(each -> gaps.addAll(changes.missedBy(each)));
        return gaps;
    }

    @Override
    public void close() throws Exception {
        over.set(true);
        left.set(true);
        for (Subscriber each : all()) {
            each.leave();
        }
        threads.shutdownNow();
        balancer.close();
        changes.close();
    }
}
