package io.howdah.bench;

import io.howdah.dev.kafka.EmbeddedKafka;
import io.howdah.dev.mongo.EmbeddedMongo;
import java.io.IOException;

/** Kafka and MongoDB for all contenders, in a process of their own; ends with its standard input. */
public final class Services {

    /** What stands before the brokers and the URI of MongoDB on its standard output. */
    public static final String READY = "services ";

    private Services() {}

    public static void main(String[] args) throws IOException {
        try (EmbeddedKafka kafka = EmbeddedKafka.start("127.0.0.1", 0);
                EmbeddedMongo mongo = EmbeddedMongo.start("127.0.0.1", 0)) {
            System.out.println(READY + kafka.brokers() + " " + mongo.uri());
            while (System.in.read() >= 0) {
                // Until the bench closes the pipe, or dies.
            }
        }
        System.exit(0);
    }
}
