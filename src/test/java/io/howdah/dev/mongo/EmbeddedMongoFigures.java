package io.howdah.dev.mongo;

import com.mongodb.client.MongoChangeStreamCursor;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.ReplaceOneModel;
import com.mongodb.client.model.changestream.ChangeStreamDocument;
import io.howdah.testing.Pace;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.IntStream;
import org.bson.Document;

/** Benchmark of the embedded server on this machine. Not a test: run {@link #main}. */
final class EmbeddedMongoFigures {

    private static final int DOCUMENTS = 20_000;
    private static final int BATCH = 1_000;
    private static final int IDLE_MILLIS = 20_000;

    private EmbeddedMongoFigures() {}

    public static void main(String[] args) throws Exception {
        long before = System.nanoTime();
        try (EmbeddedMongo mongo = EmbeddedMongo.start("127.0.0.1", 0)) {
            System.out.printf("start            %d ms%n", (System.nanoTime() - before) / 1_000_000);
            try (MongoClient client = TestMongo.connect(mongo.uri())) {
                MongoCollection<Document> rides = client.getDatabase("test").getCollection("rides");
                bulk(rides);
                latency(rides);
                idle(rides, 1);
                idle(rides, 65);
            }
        }
    }

    private static void bulk(MongoCollection<Document> rides) {
        rides.insertMany(IntStream.range(0, DOCUMENTS).mapToObj(i -> ride(i, 0)).toList());
        for (int round = 1; round <= 8; round++) {
            long before = System.nanoTime();
            int revision = round;
            for (int from = 0; from < DOCUMENTS; from += BATCH) {
                rides.bulkWrite(
                        IntStream.range(from, from + BATCH)
                                .mapToObj(i -> new ReplaceOneModel<>(
                                        new Document("_id", "ride-" + i).append("_h.rev", revision - 1),
                                        ride(i, revision)))
                                .toList(),
                        new BulkWriteOptions().ordered(false));
            }
            System.out.printf("bulk replaceOne  %.0f/s%n", DOCUMENTS * 1e9 / (System.nanoTime() - before));
        }
    }

    private static void latency(MongoCollection<Document> rides) throws InterruptedException {
        BlockingQueue<Long> arrivals = new LinkedBlockingQueue<>();
        MongoChangeStreamCursor<ChangeStreamDocument<Document>> stream = TestMongo.open(rides.watch());
        Thread reader = new Thread(() -> {
            try {
                while (true) {
                    stream.next();
                    arrivals.add(System.nanoTime());
                }
            } catch (RuntimeException e) {
                // closed
            }
        });
        reader.start();
        long[] nanos = new long[1_000];
        for (int i = 0; i < nanos.length; i++) {
            long before = System.nanoTime();
            rides.insertOne(ride(DOCUMENTS + i, 0));
            nanos[i] = arrivals.take() - before;
        }
        stream.close();
        Arrays.sort(nanos, 200, nanos.length);
        System.out.printf("write -> event   median %.2f ms%n", nanos[600] / 1e6);
    }

    private static void idle(MongoCollection<Document> rides, int count) throws InterruptedException {
        List<MongoChangeStreamCursor<?>> streams = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            var stream = rides.watch().cursor();
            streams.add(stream);
            Thread reader = new Thread(() -> {
                try {
                    stream.next();
                } catch (RuntimeException e) {
                    // closed
                }
            });
            reader.setDaemon(true);
            reader.start();
        }
        Pace.sleep(Duration.ofSeconds(2));
        long before = cpuNanos();
        long beforeAll = ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class)
                .getProcessCpuTime();
        Pace.sleep(Duration.ofMillis(IDLE_MILLIS));
        long used = cpuNanos() - before;
        long usedAll = ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class)
                        .getProcessCpuTime()
                - beforeAll;
        System.out.printf(
                "%2d idle streams  %.2f %% of a core in the server, %.2f %% in the process with the driver%n",
                count, used / 1e4 / IDLE_MILLIS, usedAll / 1e4 / IDLE_MILLIS);
    }

    private static long cpuNanos() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        return Arrays.stream(threads.getThreadInfo(threads.getAllThreadIds()))
                .filter(info -> info != null && info.getThreadName().startsWith("embedded-mongo"))
                .mapToLong(info -> threads.getThreadCpuTime(info.getThreadId()))
                .sum();
    }

    private static Document ride(int id, int revision) {
        return new Document("_id", "ride-" + id)
                .append("riderId", "rider-" + id)
                .append("driverId", "driver-" + id)
                .append("status", "EN_ROUTE")
                .append("etaSeconds", revision)
                .append("pickup", new Document("lat", 52.5).append("lon", 13.4).append("label", "Alexanderplatz 1"))
                .append("updatedAt", "2026-01-01T00:00:00Z")
                .append("_h", new Document("rev", revision).append("src", "rides.events-0"));
    }
}
