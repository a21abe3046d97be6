package io.howdah.dev.kafka;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Has a broker lose the log of a partition, as an election of a replica without records does: its leader epoch goes on, its offsets begin again. */
public final class LogLoss {

    private LogLoss() {}

    /** Restarts the broker without the records of a partition. */
    public static void of(EmbeddedKafka kafka, String topic, int partition) throws IOException {
        kafka.suspend();
        List<Path> files;
        try (Stream<Path> tree = Files.walk(kafka.dataFolder())) {
            files = tree.filter(file -> file.getParent().endsWith(topic + "-" + partition))
                    // It has the topic's id.
                    .filter(file -> !file.endsWith("partition.metadata"))
                    .toList();
        }
        for (Path file : files) {
            Files.delete(file);
        }
        kafka.resume();
    }
}
