package io.howdah.dev.kafka;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Loses the log of a partition, as an election of an empty replica does: the leader epoch increases, and offsets restart at 0. */
public final class LogLoss {

    private LogLoss() {}

    /** Restarts the broker without the records of a partition. */
    public static void of(EmbeddedKafka kafka, String topic, int partition) throws IOException {
        kafka.suspend();
        List<Path> files;
        try (Stream<Path> tree = Files.walk(kafka.dataFolder())) {
            files = tree.filter(file -> file.getParent().endsWith(topic + "-" + partition))
                    // The file contains the id of the topic.
                    .filter(file -> !file.endsWith("partition.metadata"))
                    .toList();
        }
        for (Path file : files) {
            Files.delete(file);
        }
        kafka.resume();
    }
}
