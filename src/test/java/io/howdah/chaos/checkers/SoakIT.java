package io.howdah.chaos.checkers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.SoftAssertions.assertSoftly;
import static org.awaitility.Awaitility.await;

import io.howdah.chaos.faults.Services;
import io.howdah.chaos.faults.TcpProxy;
import io.howdah.chaos.faults.WireProtocol;
import io.howdah.chaos.loads.ChannelSocketTransport;
import io.howdah.chaos.loads.ChannelSseTransport;
import io.howdah.chaos.loads.GraphQlSocketTransport;
import io.howdah.chaos.loads.GraphQlSseTransport;
import io.howdah.chaos.loads.RepeatedTasks;
import io.howdah.chaos.loads.Seeds;
import io.howdah.chaos.loads.Subscriber;
import io.howdah.chaos.loads.Transport;
import io.howdah.testing.NotificationClient;
import io.howdah.testing.Pace;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A process under a mixed load, whose services fail in turn, holds no more at the end than it did when it was warm: heap, threads,
 * files, buffers, classes. It runs alone in its JVM; what is measured is a line of a table, after each fault.
 *
 * <p>{@code -Dhowdah.soak.minutes} is how long. A run of less than {@link #JUDGED} minutes proves that the load flows, and judges
 * no growth.
 */
class SoakIT {

    private static final Logger LOG = LoggerFactory.getLogger(SoakIT.class);
    private static final double MINUTES = Double.parseDouble(System.getProperty("howdah.soak.minutes", "0.7"));
    private static final double JUDGED = 5;
    private static final boolean IS_JUDGED = MINUTES >= JUDGED;
    /** One fault and one sample each. */
    private static final Duration PERIOD = Duration.ofSeconds(IS_JUDGED ? 15 : 6);
    /** Share of the run until caches are full and the compiler has done its work. */
    private static final double WARM_UP = 0.25;

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int KEYS = 150;
    private static final List<String> RIDERS = List.of("alice", "bob");
    private static final List<String> STATES = List.of("ACCEPTED", "ON_THE_WAY", "NEAR");
    private static final List<Transport> TRANSPORTS = List.of(
            new ChannelSocketTransport(),
            new ChannelSseTransport(),
            new GraphQlSocketTransport(),
            new GraphQlSseTransport());

    /** What grows by design, to a bound: that is small here, so that it is reached. */
    private static final Map<String, String> SETTINGS = Map.of(
            "howdah.push.ring-bytes", "65536",
            "howdah.push.queue-bytes", "65536",
            "howdah.ingest.tombstone-ttl", "20s",
            "howdah.ingest.max-backoff", "1s",
            "howdah.ingest.dlq-max-ratio", "1",
            "howdah.graphql.threads", "8",
            "howdah.mongo.selection-timeout", "2s",
            "howdah.mongo.read-timeout", "5s",
            "howdah.kafka.client.session.timeout.ms", "6000",
            "howdah.kafka.client.heartbeat.interval.ms", "1000");

    /** A collection leaves nothing: no soft references, and none of the gaps that the serial collector fills three times of four. */
    private static final List<String> EXACT =
            List.of("-XX:SoftRefLRUPolicyMSPerMB=0", "-XX:MarkSweepAlwaysCompactCount=1");

    /** By how much the trend of each may rise, over the time that is judged. */
    private static final Map<String, Double> BOUNDS = Map.of(
            ResourceUsage.HEAP, 2e6,
            ResourceUsage.DIRECT, 1e6,
            ResourceUsage.METASPACE, 2e6,
            ResourceUsage.CLASSES, 200.0,
            ResourceUsage.THREADS, 4.0,
            ResourceUsage.FILES, 10.0,
            ResourceUsage.CONNECTIONS, 10.0,
            ResourceUsage.SUBSCRIPTIONS, 10.0,
            ResourceUsage.GROUPS, 10.0);

    private record Sample(double minute, String after, ResourceUsage usage) {}

    /** What goes wrong, and is mended. */
    private enum Trouble {
        MONGO_CUT,
        MONGO_REFUSED,
        MONGO_SILENT,
        KAFKA_CUT,
        KAFKA_STOPPED,
        REBALANCED,
        CLIENTS_RESET
    }

    private final Random random = new Random(7);
    private final Map<String, Long> versions = new ConcurrentHashMap<>();
    private final AtomicInteger bad = new AtomicInteger();
    private final AtomicInteger reloads = new AtomicInteger();
    private final ExecutorService lives = Executors.newCachedThreadPool();

    @Test
    void whatAProcessHoldsIsFlat() throws Exception {
        try (Services services = Services.start();
                SingleProcess process = SingleProcess.start("soak", services, SETTINGS, EXACT);
                TcpProxy front = TcpProxy.start(
                        WireProtocol.ANY, "127.0.0.1", 0, new InetSocketAddress("127.0.0.1", process.port()))) {
            AtomicBoolean over = new AtomicBoolean();
            List<Subscriber> subscribers = RIDERS.stream()
                    .flatMap(rider -> TRANSPORTS.stream()
                            .map(transport -> new Subscriber(
                                    transport, rider, "", any -> front.port(), Seeds.random(random.nextLong()))))
                    .toList();
            List<Sample> samples;
            Map<String, Long> counts;
            try (RepeatedTasks tasks = new RepeatedTasks()) {
                begin(tasks, process, front.port());
                subscribers.forEach(each -> lives.execute(() -> each.live(over)));
                samples = sampled(process, services, front);
                counts = tasks.counts();
                over.set(true);
            } finally {
                lives.shutdown();
            }
            assertThat(lives.awaitTermination(1, TimeUnit.MINUTES)).isTrue();

            awaitAll(process);
            LOG.info("Soak: {}, {} dead letters, {}", counts, bad, summary(subscribers));
            Map<String, Trend> trends = trends(samples);
            LOG.info(
                    "Soak: {} samples of {} minutes, by metric the last, and the rise of the trend: {}",
                    samples.size(),
                    MINUTES,
                    figures(samples, trends));
            assertThat(process.instance().isAlive()).isTrue();
            assertThat(counts)
                    .containsKeys(
                            "event", "query", "list", "ticket", "redeemed", "refused", "expired", "deaf", "reload");
            assertThat(subscribers).allMatch(each -> each.recovered() > 0);
            assertThat(process.metrics())
                    .anyMatch(line -> line.matches("howdah_reload_seconds_count\\{outcome=\"done\"\\} [1-9].*"));
            if (IS_JUDGED) {
                assertSoftly(softly -> BOUNDS.forEach((what, bound) ->
                        softly.assertThat(trends.get(what).growth()).as(what).isLessThan(bound)));
            }
        }
    }

    private void begin(RepeatedTasks tasks, SingleProcess process, int port) {
        tasks.every(50, "event", () -> event(process));
        tasks.every(2_000, "bad event", () -> {
            process.send("bad", "{", Map.of());
            bad.incrementAndGet();
        });
        tasks.every(
                500,
                "query",
                () -> assertThat(process.query(
                                        "{ rides(first: 10, where: {status: {eq: NEAR}}) { nodes { id status } pageInfo { endCursor } } }")
                                .has("errors"))
                        .isFalse());
        tasks.every(500, "list", () -> assertThat(process.list().statusCode()).isEqualTo(200));
        tasks.every(
                1_000, "ticket", () -> assertThat(process.ticket().statusCode()).isEqualTo(200));
        tasks.every(3_000, "redeemed", () -> {
            String ticket = process.ticket().body().replaceFirst("(?s).*\"ticket\" *: *\"([^\"]+)\".*", "$1");
            try (NotificationClient client = new NotificationClient(port, "rides", "ticket=" + ticket)) {
                await().atMost(PATIENCE).until(() -> !client.all().isEmpty());
            }
        });
        tasks.every(
                1_000,
                "refused",
                () -> assertThat(process.post("/graphql", "{}", "no-token-" + random.nextInt())
                                .statusCode())
                        .isEqualTo(401));
        tasks.every(5_000, "expired", () -> {
            try (NotificationClient client = new NotificationClient(port, "rides", "as=bob&expires=2")) {
                await().atMost(Duration.ofSeconds(10)).until(() -> client.closeCode() == 4401);
            }
        });
        // It answers no ping either, and is cut off.
        tasks.every(20_000, "deaf", () -> {
            try (AutoCloseable connection = new ChannelSocketTransport()
                    .open(new Transport.Request(port, "alice", "", "", false), event -> {})) {
                Pace.until(System.nanoTime()
                        + Duration.ofSeconds(IS_JUDGED ? 70 : 10).toNanos());
            }
        });
        tasks.every(IS_JUDGED ? 30_000 : 10_000, "reload", () -> process.change(reloads.incrementAndGet()));
    }

    private synchronized void event(SingleProcess process) throws Exception {
        String key = "ride-" + random.nextInt(KEYS);
        long version = versions.getOrDefault(key, 0L) + 1;
        if (random.nextInt(10) == 0) {
            process.send(key, null, Map.of("record-version", Long.toString(version)));
        } else {
            process.send(
                    key,
                    """
                    {"id":"%s","sequence":%d,"riderId":"%s","status":"%s"}""".formatted(
                                    key,
                                    version,
                                    RIDERS.get(random.nextInt(RIDERS.size())),
                                    STATES.get(random.nextInt(STATES.size()))),
                    Map.of());
        }
        versions.put(key, version);
    }

    private static List<Sample> sampled(SingleProcess process, Services services, TcpProxy front) throws Exception {
        Path table = Files.createDirectories(Path.of("target", "soak"))
                .resolve(process.folder().getFileName() + ".csv");
        LOG.info("Soak: {}", table);
        List<Sample> samples = new ArrayList<>();
        long began = System.nanoTime();
        long rounds = Math.max(Trouble.values().length, Math.round(MINUTES * 60 / PERIOD.toSeconds()));
        for (int round = 0; round < rounds; round++) {
            Trouble trouble = Trouble.values()[round % Trouble.values().length];
            make(trouble, process, services, front);
            Pace.until(began + PERIOD.multipliedBy(round + 1L).toNanos());
            ResourceUsage usage =
                    await("a sample").atMost(PATIENCE).ignoreExceptions().until(process::usage, found -> true);
            Sample sample = new Sample((System.nanoTime() - began) / 60e9, trouble.name(), usage);
            samples.add(sample);
            write(table, sample);
        }
        return samples;
    }

    private static void make(Trouble trouble, SingleProcess process, Services services, TcpProxy front)
            throws Exception {
        TcpProxy mongo = process.instance().mongo();
        TcpProxy kafka = process.instance().kafka();
        switch (trouble) {
            case MONGO_CUT -> mongo.cut();
            case MONGO_REFUSED -> {
                mongo.refuse();
                Subscriber.pause(2_000);
                mongo.admit();
            }
            case MONGO_SILENT -> {
                mongo.silence();
                Subscriber.pause(2_000);
                mongo.admit();
            }
            case KAFKA_CUT -> {
                if (kafka != null) {
                    kafka.cut();
                }
            }
            case KAFKA_STOPPED -> {
                if (services.kafka() != null) {
                    services.kafka().suspend();
                    Subscriber.pause(1_000);
                    services.kafka().resume();
                }
            }
            case REBALANCED -> rebalance(process, services);
            case CLIENTS_RESET -> front.cut();
        }
    }

    /** Another member joins the group, takes its share, and leaves without having done anything. */
    private static void rebalance(SingleProcess process, Services services) {
        try (KafkaConsumer<byte[], byte[]> other = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        services.brokers(),
                        "group.id",
                        process.group(),
                        "enable.auto.commit",
                        "false",
                        "auto.offset.reset",
                        "earliest"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            other.subscribe(List.of(process.ridesTopic()));
            long end = System.nanoTime() + Duration.ofSeconds(3).toNanos();
            while (System.nanoTime() < end) {
                var unused = other.poll(Duration.ofMillis(200));
            }
        }
    }

    private static void write(Path table, Sample sample) throws IOException {
        Map<String, Double> values = new TreeMap<>(sample.usage().values());
        if (!Files.exists(table)) {
            Files.writeString(table, "minute,after," + String.join(",", values.keySet()) + "\n");
        }
        Files.writeString(
                table,
                String.format(Locale.ROOT, "%.2f,%s,", sample.minute(), sample.after())
                        + values.values().stream()
                                .map(value -> String.format(Locale.ROOT, "%.0f", value))
                                .collect(Collectors.joining(","))
                        + "\n",
                StandardOpenOption.APPEND);
    }

    /** Waits until every sent record is stored or dead-lettered, and the process reports that it is healthy. */
    private void awaitAll(SingleProcess process) throws Exception {
        await("stored, see " + process.folder()).atMost(PATIENCE).untilAsserted(() -> {
            Map<String, Long> stored = new TreeMap<>();
            process.rides().find().forEach(ride -> stored.put(ride.getString("_id"), version(ride)));
            // A tombstone is forgotten after a while.
            assertThat(new TreeMap<>(versions)).containsAllEntriesOf(stored);
        });
        await().atMost(PATIENCE).until(() -> process.deadLetters().size() >= bad.get());
        await("health, see " + process.folder())
                .atMost(PATIENCE)
                .until(() -> process.health("").statusCode() == 200);
    }

    private static long version(Document ride) {
        return ride.get("_h", Document.class).get("v", Document.class).getLong("main");
    }

    private static Map<String, Trend> trends(List<Sample> samples) {
        double warm = samples.get(samples.size() - 1).minute() * WARM_UP;
        List<Sample> judged =
                samples.stream().filter(sample -> sample.minute() > warm).toList();
        List<Double> minutes = judged.stream().map(Sample::minute).toList();
        return samples.get(0).usage().values().keySet().stream()
                .collect(Collectors.toMap(
                        what -> what,
                        what -> Trend.of(
                                minutes,
                                judged.stream()
                                        .map(sample -> sample.usage().get(what))
                                        .toList())));
    }

    private static String figures(List<Sample> samples, Map<String, Trend> trends) {
        ResourceUsage last = samples.get(samples.size() - 1).usage();
        return Stream.of(trends)
                .flatMap(all -> new TreeMap<>(all).entrySet().stream())
                .map(each -> String.format(
                        Locale.ROOT,
                        "%s %.0f %+.0f",
                        each.getKey(),
                        last.get(each.getKey()),
                        each.getValue().growth()))
                .collect(Collectors.joining(", "));
    }

    private static String summary(List<Subscriber> subscribers) {
        return "%d connections of subscribers, %d recovered, %d begun anew"
                .formatted(
                        subscribers.stream().mapToInt(Subscriber::connections).sum(),
                        subscribers.stream().mapToInt(Subscriber::recovered).sum(),
                        subscribers.stream().mapToInt(Subscriber::begunAnew).sum());
    }
}
