package io.howdah.testing;

import io.howdah.dev.kafka.EmbeddedKafka;
import io.howdah.dev.mongo.EmbeddedMongo;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.UUID;

/**
 * The Kafka and MongoDB of a test run: external ones with {@code -Dhowdah.test.kafka-brokers} and {@code
 * -Dhowdah.test.mongo-uri}, else embedded ones, started at the first use and shared by the whole JVM. Tests keep apart by
 * names of their own for topics, groups and databases.
 */
public final class TestServices {

    private static final String HOST = "127.0.0.1";

    private TestServices() {}

    /** Bootstrap brokers. */
    public static String brokers() {
        return System.getProperty("howdah.test.kafka-brokers", "").isBlank()
                ? Kafka.EMBEDDED.brokers()
                : System.getProperty("howdah.test.kafka-brokers");
    }

    /** Connection string of a replica set. */
    public static String mongoUri() {
        return System.getProperty("howdah.test.mongo-uri", "").isBlank()
                ? Mongo.EMBEDDED.uri()
                : System.getProperty("howdah.test.mongo-uri");
    }

    /** A short name that no other test has. */
    public static String uniqueName(String prefix) {
        return prefix + "-" + UUID.randomUUID().toString().substring(0, 8);
    }

    private static final class Kafka {
        static final EmbeddedKafka EMBEDDED = start();

        private static EmbeddedKafka start() {
            try {
                EmbeddedKafka kafka = EmbeddedKafka.start(HOST, 0);
                Runtime.getRuntime().addShutdownHook(new Thread(kafka::close));
                return kafka;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static final class Mongo {
        static final EmbeddedMongo EMBEDDED = start();

        private static EmbeddedMongo start() {
            try {
                return EmbeddedMongo.start(HOST, 0);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
