package io.howdah.bench;

import io.howdah.dev.kafka.TopicAdmin;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * The workload: ride events of about 300 bytes, a third of them of new keys, the others with the next version of a key seen before. It
 * has two stretches with keys of their own, the warm-up and the measured one, so that the first key of a stretch in each partition
 * tells when the stretch begins to be stored, and the last one that it is.
 */
final class RideEvents {

    static final int PARTITIONS = 4;
    static final long SEED = 20260101;

    private static final String[] STATUSES = {"REQUESTED", "ACCEPTED", "ON_THE_WAY", "NEAR", "ARRIVED", "COMPLETED"};
    private static final Instant BEGINNING = Instant.parse("2026-01-01T00:00:00Z");

    /** How the values look. */
    enum Shape {
        /** As the model has it: there is nothing to transform. */
        MODEL,
        /** As the demo's rides service publishes it, for its jq transform. */
        DEMO
    }

    private record Ride(String id, String rider, String driver, int partition) {}

    private final Map<String, Long> versions = new HashMap<>();
    private final List<String> coldStart = new ArrayList<>();
    private final List<String> measuredStart = new ArrayList<>();
    private final List<String> end = new ArrayList<>();
    /**
     * In the warm-up's first three quarters one record of so many says that it is recorded: what makes spans is to be compiled, as it is
     * after minutes at 1 %, and none of these spans is to be sent in the time that is measured.
     */
    private static final int WARM_TRACED = 10;

    private static final byte[] TRACEPARENT =
            "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01".getBytes(StandardCharsets.UTF_8);

    private final long[] warmUp = new long[PARTITIONS];
    private final long[] counts = new long[PARTITIONS];
    private final Shape shape;
    private final String name;
    private final int active;
    private long bytes;

    private RideEvents(Shape shape, String name, int active) {
        this.shape = shape;
        this.name = name;
        this.active = active;
    }

    /**
     * Makes the topic, if it is not there, and publishes the events.
     *
     * @param name beginning of the keys
     * @param active of how many rides, the newest, an update takes one; 0 for all
     */
    static RideEvents publish(
            String brokers, String topic, Shape shape, String name, int warmUp, int measured, int active)
            throws IOException {
        TopicAdmin.create(brokers, List.of(topic));
        RideEvents events = new RideEvents(shape, name, active);
        try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, brokers,
                        ProducerConfig.LINGER_MS_CONFIG, 20,
                        ProducerConfig.BATCH_SIZE_CONFIG, 65536),
                new StringSerializer(),
                new ByteArraySerializer())) {
            Random random = new Random(SEED);
            events.stretch(producer, topic, random, name + "-warm", warmUp, WARM_TRACED, events.coldStart);
            System.arraycopy(events.counts, 0, events.warmUp, 0, PARTITIONS);
            events.stretch(producer, topic, random, name, measured - PARTITIONS, 0, events.measuredStart);
            for (int partition = 0; partition < PARTITIONS; partition++) {
                Ride last = new Ride(name + "-last-" + partition, uuid(random), uuid(random), partition);
                events.send(producer, topic, random, last, false);
                events.end.add(last.id());
            }
        }
        return events;
    }

    private void stretch(
            KafkaProducer<String, byte[]> producer,
            String topic,
            Random random,
            String keys,
            int size,
            int traced,
            List<String> firsts) {
        List<Ride> seen = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            Ride ride;
            if (seen.size() < PARTITIONS || random.nextInt(3) == 0) {
                int number = seen.size();
                ride = new Ride(keys + "-" + number, uuid(random), uuid(random), number % PARTITIONS);
                seen.add(ride);
                if (firsts.size() < PARTITIONS) {
                    firsts.add(ride.id());
                }
            } else {
                ride = seen.get(
                        seen.size() - 1 - random.nextInt(active == 0 ? seen.size() : Math.min(active, seen.size())));
            }
            send(producer, topic, random, ride, traced > 0 && i % traced == 0 && i < size - size / 4);
        }
    }

    private void send(
            KafkaProducer<String, byte[]> producer, String topic, Random random, Ride ride, boolean traced) {
        long version = versions.merge(ride.id(), 1L, Long::sum);
        byte[] value = json(ride, version, random).getBytes(StandardCharsets.UTF_8);
        bytes += value.length;
        counts[ride.partition()]++;
        ProducerRecord<String, byte[]> record = new ProducerRecord<>(topic, ride.partition(), ride.id(), value);
        if (traced) {
            record.headers().add("traceparent", TRACEPARENT);
        }
        producer.send(record);
    }

    private String json(Ride ride, long version, Random random) {
        String form = shape == Shape.MODEL
                ? "{\"id\":\"%s\",\"sequence\":%d,\"riderId\":\"%s\",\"driverId\":\"%s\",\"driverName\":\"Nadia\",\"status\":\"%s\","
                        + "\"etaSeconds\":%d,\"fareEstimate\":\"%.2f\",\"position\":{\"lat\":%.5f,\"lon\":%.5f},\"updatedAt\":\"%s\"}"
                : "{\"rideId\":\"%s\",\"seq\":%d,\"rider\":{\"id\":\"%s\"},\"driver\":{\"id\":\"%s\",\"name\":\"Nadia\"},\"state\":\"%s\","
                        + "\"eta\":%d,\"fare\":\"%.2f\",\"position\":{\"lat\":%.5f,\"lon\":%.5f},\"time\":\"%s\"}";
        return String.format(
                Locale.ROOT,
                form,
                ride.id(),
                version,
                ride.rider(),
                ride.driver(),
                STATUSES[random.nextInt(STATUSES.length)],
                random.nextInt(900),
                5 + random.nextDouble() * 60,
                52 + random.nextDouble(),
                13 + random.nextDouble(),
                BEGINNING.plus(versions.size() * 37L + version, ChronoUnit.MILLIS));
    }

    private static String uuid(Random random) {
        return new UUID(random.nextLong(), random.nextLong()).toString();
    }

    /** The first key of the warm-up in each partition. */
    List<String> coldStart() {
        return coldStart;
    }

    /** The first key of the measured stretch in each partition. */
    List<String> measuredStart() {
        return measuredStart;
    }

    /** The last key of each partition. */
    List<String> end() {
        return end;
    }

    /** Records of the warm-up in each partition. */
    long[] warmUp() {
        return warmUp;
    }

    /** All records in each partition. */
    long[] counts() {
        return counts;
    }

    /** Each key with its greatest version. */
    Map<String, Long> versions() {
        return versions;
    }

    long averageBytes() {
        return bytes / Arrays.stream(counts).sum();
    }
}
