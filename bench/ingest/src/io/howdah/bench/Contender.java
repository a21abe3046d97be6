package io.howdah.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One that stores a topic in a collection {@code rides}, as a JVM of its own. */
enum Contender {
    HOWDAH("Howdah", RideEvents.Shape.MODEL) {
        @Override
        Child start(Setup setup, Run run) throws IOException {
            return howdah(setup, run, Map.of());
        }
    },

    HOWDAH_JQ("Howdah with jq transform", RideEvents.Shape.DEMO) {
        @Override
        Child start(Setup setup, Run run) throws IOException {
            return howdah(setup, run, Map.of("RIDES_TRANSFORM", "direct:rides-transform"));
        }
    },

    HOWDAH_TRACED("Howdah, 1 % traced", RideEvents.Shape.MODEL) {
        @Override
        Child start(Setup setup, Run run) throws IOException {
            return howdah(setup, run, Map.of("HOWDAH_TRACE_ENDPOINT", setup.collector()));
        }
    },

    HOWDAH_UNMEASURED("Howdah without metrics", RideEvents.Shape.MODEL) {
        @Override
        Child start(Setup setup, Run run) throws IOException {
            return howdah(
                    setup,
                    run,
                    Map.of("CAMEL_METRICS_ENABLED", "false", "CAMEL_MANAGEMENT_METRICS_ENABLED", "false"));
        }
    },

    HOWDAH_BEFORE("Howdah of another jar", RideEvents.Shape.MODEL) {
        @Override
        Child start(Setup setup, Run run) throws IOException {
            return howdah(setup, run, setup.options().before(), Map.of());
        }
    },

    BARE("bare loop, same guard", RideEvents.Shape.MODEL) {
        @Override
        Child start(Setup setup, Run run) throws IOException {
            List<String> command = new ArrayList<>(setup.options().contenderJvm(run.name()));
            command.addAll(List.of(
                    "-cp",
                    System.getProperty("java.class.path"),
                    "io.howdah.ingest.BareLoop",
                    setup.brokers(),
                    setup.mongo(),
                    run.database(),
                    run.topic(),
                    run.group(),
                    String.valueOf(setup.options().consumers()),
                    String.valueOf(setup.options().batchSize()),
                    setup.options().app().resolve("graphql/rides.graphqls").toString()));
            return Child.start(run.log(), false, Map.of(), command);
        }
    },

    CONNECTOR("sink connector, no guard", RideEvents.Shape.MODEL) {
        @Override
        Child start(Setup setup, Run run) throws IOException {
            Path folder = Files.createDirectories(setup.options().work().resolve("connect-" + run.name()));
            Path worker = Files.writeString(
                    folder.resolve("worker.properties"), """
                    bootstrap.servers=%s
                    listeners=http://127.0.0.1:0
                    offset.storage.file.filename=%s
                    offset.flush.interval.ms=5000
                    key.converter=org.apache.kafka.connect.storage.StringConverter
                    value.converter=org.apache.kafka.connect.storage.StringConverter
                    """.formatted(setup.brokers(), folder.resolve("offsets")));
            Path sink = Files.writeString(folder.resolve("sink.properties"), """
                    name=%s
                    connector.class=com.mongodb.kafka.connect.MongoSinkConnector
                    tasks.max=%d
                    topics=%s
                    connection.uri=%s
                    database=%s
                    collection=rides
                    document.id.strategy=com.mongodb.kafka.connect.sink.processor.id.strategy.PartialValueStrategy
                    document.id.strategy.partial.value.projection.list=id
                    document.id.strategy.partial.value.projection.type=AllowList
                    writemodel.strategy=com.mongodb.kafka.connect.sink.writemodel.strategy.ReplaceOneBusinessKeyStrategy
                    bulk.write.ordered=false
                    max.batch.size=0
                    consumer.override.auto.offset.reset=earliest
                    consumer.override.isolation.level=read_committed
                    consumer.override.max.poll.records=%d
                    """.formatted(
                            run.name(),
                            setup.options().consumers(),
                            run.topic(),
                            setup.mongo() + (setup.mongo().contains("?") ? "&" : "?") + "w=majority",
                            run.database(),
                            setup.options().batchSize()));
            List<String> command = new ArrayList<>(setup.options().contenderJvm(run.name()));
            command.addAll(List.of(
                    "-cp",
                    setup.options().connector(),
                    "org.apache.kafka.connect.cli.ConnectStandalone",
                    worker.toString(),
                    sink.toString()));
            return Child.start(run.log(), false, Map.of(), command);
        }
    };

    /** Where Kafka and MongoDB are, and the collector of traces. */
    record Setup(Options options, String brokers, String mongo, String collector) {}

    /** One run: what to read, and where to store it. */
    record Run(String name, String topic, String group, String database, Path log) {}

    private final String title;
    private final RideEvents.Shape shape;

    Contender(String title, RideEvents.Shape shape) {
        this.title = title;
        this.shape = shape;
    }

    abstract Child start(Setup setup, Run run) throws IOException;

    boolean isHowdah() {
        return this == HOWDAH || this == HOWDAH_JQ;
    }

    String title() {
        return title;
    }

    RideEvents.Shape shape() {
        return shape;
    }

    /** The consumer group under which it commits. */
    String group(Run run) {
        return switch (this) {
            case HOWDAH, HOWDAH_JQ, HOWDAH_TRACED, HOWDAH_UNMEASURED, HOWDAH_BEFORE -> run.group() + "." + run.topic() + ".Ride";
            case BARE -> run.group();
            case CONNECTOR -> "connect-" + run.name();
        };
    }

    private static Child howdah(Setup setup, Run run, Map<String, String> settings) throws IOException {
        return howdah(setup, run, setup.options().jar(), settings);
    }

    private static Child howdah(Setup setup, Run run, Path jar, Map<String, String> settings) throws IOException {
        Map<String, String> environment = new HashMap<>(Map.of(
                "HOWDAH_KAFKA_BROKERS", setup.brokers(),
                "HOWDAH_KAFKA_GROUP", run.group(),
                "HOWDAH_MONGO_URI", setup.mongo(),
                "HOWDAH_MONGO_DATABASE", run.database(),
                "HOWDAH_MONGO_SYSTEM_DATABASE", run.database() + "_system",
                "HOWDAH_HTTP_PORT", "0",
                "HOWDAH_MANAGEMENT_PORT", "0",
                "HOWDAH_INGEST_BATCH_SIZE", String.valueOf(setup.options().batchSize()),
                "HOWDAH_INGEST_CONSUMERS", String.valueOf(setup.options().consumers())));
        environment.putAll(Map.of("RIDES_TOPIC", run.topic(), "RIDES_TRANSFORM", "bean:asIs"));
        environment.putAll(settings);
        List<String> command = new ArrayList<>(setup.options().contenderJvm(run.name()));
        command.addAll(List.of(
                "-jar",
                jar.toString(),
                "run",
                setup.options().app().toString()));
        return Child.start(run.log(), false, environment, command);
    }
}
