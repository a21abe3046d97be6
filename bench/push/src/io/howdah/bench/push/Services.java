package io.howdah.bench.push;

import io.howdah.bench.Child;
import io.howdah.dev.kafka.TopicAdmin;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Kafka and MongoDB for Howdah, in a process of their own beside the load generator. */
final class Services implements AutoCloseable {

    private final Child child;
    private final String brokers;
    private final String mongo;

    Services(Options options) throws IOException {
        child = Child.run(
                options.log("services"),
                true,
                Map.of(),
                List.of(
                        Child.java(),
                        "-Xms1g",
                        "-Xmx1g",
                        "-cp",
                        System.getProperty("java.class.path"),
                        io.howdah.bench.Services.class.getName()));
        String[] where = child.await(io.howdah.bench.Services.READY).split(" ", -1);
        brokers = where[0];
        mongo = where[1];
        TopicAdmin.create(brokers, List.of("bench.ticks"));
    }

    String brokers() {
        return brokers;
    }

    String mongo() {
        return mongo;
    }

    @Override
    public void close() throws IOException {
        child.close();
    }
}
