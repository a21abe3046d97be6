package io.howdah.bench;

import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** How far a consumer group has committed. */
final class Progress {

    private final Admin admin;
    private final String group;

    Progress(Admin admin, String group) {
        this.admin = admin;
        this.group = group;
    }

    /** Whether any partition is committed beyond these offsets. */
    boolean anyBeyond(long[] offsets) {
        Map<TopicPartition, OffsetAndMetadata> committed = committed();
        return committed.entrySet().stream()
                .anyMatch(entry ->
                        entry.getValue().offset() > offsets[entry.getKey().partition()]);
    }

    /** Whether every partition is committed up to these offsets. */
    boolean allAt(long[] offsets) {
        Map<TopicPartition, OffsetAndMetadata> committed = committed();
        return committed.size() == offsets.length
                && committed.entrySet().stream()
                        .allMatch(entry -> entry.getValue().offset()
                                >= offsets[entry.getKey().partition()]);
    }

    private Map<TopicPartition, OffsetAndMetadata> committed() {
        try {
            Map<TopicPartition, OffsetAndMetadata> committed = admin.listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get();
            committed.values().removeIf(java.util.Objects::isNull);
            return committed;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }
}
