package io.howdah.bench.push;

import io.howdah.bench.Child;
import io.howdah.dev.kafka.TopicAdmin;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** From {@code send} of a Kafka producer to the frame at the client, at 200 events each second, by {@code howdah dev} with all it embeds. */
final class EndToEnd {

    private static final int PER_SECOND = 200;
    private static final int CLIENTS = 10;

    private final Options options;

    EndToEnd(Options options) {
        this.options = options;
    }

    void measure(Table table) throws IOException {
        List<Double> medians = new ArrayList<>();
        List<Double> slowest = new ArrayList<>();
        try (Child howdah = start()) {
            howdah.await("Howdah is up");
            int port = URI.create(howdah.await("  GraphQL ").trim()).getPort();
            String brokers = howdah.await("  Kafka ").trim();
            TopicAdmin.create(brokers, List.of("bench.ticks"));
            Latencies latencies = new Latencies(10 * PER_SECOND * options.seconds());
            try (Sockets sockets = new Sockets(port, true, latencies);
                    KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
                            Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, brokers),
                            new StringSerializer(),
                            new ByteArraySerializer())) {
                sockets.add(CLIENTS, number -> "/notifications/t");
                Pace pace = new Pace(number -> produce(producer, number), sockets, latencies, CLIENTS);
                pace.run(PER_SECOND, options.warmUp());
                for (int round = 1; round <= options.rounds(); round++) {
                    long[] all = pace.run(PER_SECOND, options.seconds());
                    medians.add(Table.percentile(all, 0.5) / 1e6);
                    slowest.add(Table.percentile(all, 0.99) / 1e6);
                    Table.say(
                            "round %d: median %.1f ms, p99 %.1f ms, most %.1f ms",
                            round, medians.get(round - 1), slowest.get(round - 1), Table.percentile(all, 1) / 1e6);
                }
            }
        }
        String figure = "produce to Kafka to frame, %d/s, ".formatted(PER_SECOND);
        table.value(figure + "median", medians, EndToEnd::milliseconds, Table.Goal.AT_MOST, 60);
        table.value(figure + "p99", slowest, EndToEnd::milliseconds, Table.Goal.AT_MOST, 200);
    }

    static String milliseconds(double value) {
        return String.format(Locale.ROOT, "%.1f ms", value);
    }

    /** As the script {@code howdah} starts it, on both processors. */
    private Child start() throws IOException {
        Map<String, String> environment = Map.of(
                "HOWDAH_DEV_KAFKA_PORT", "0",
                "HOWDAH_DEV_MONGO_PORT", "0",
                "HOWDAH_HTTP_PORT", "0",
                "HOWDAH_MANAGEMENT_PORT", "0");
        List<String> command =
                new ArrayList<>(List.of("taskset", "-c", "0,1", Child.java(), "-XX:TieredStopAtLevel=1"));
        command.addAll(options.howdahJvm());
        command.addAll(
                List.of("-jar", options.jar().toString(), "dev", options.app().toString()));
        return Child.run(options.log("dev"), true, environment, command);
    }

    private static void produce(KafkaProducer<String, byte[]> producer, long number) {
        // A key of its own: of those with the same key a batch would keep the newest alone.
        String key = "k" + number;
        String value = "{\"id\":\"" + key + "\",\"text\":\"xxxxx\",\"n\":" + number + "}";
        producer.send(new ProducerRecord<>("bench.ticks", key, value.getBytes(StandardCharsets.UTF_8)));
    }
}
