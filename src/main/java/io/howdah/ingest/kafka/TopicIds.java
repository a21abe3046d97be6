package io.howdah.ingest.kafka;

import java.util.Set;
import java.util.function.ObjLongConsumer;
import org.apache.kafka.common.TopicPartition;

/**
 * Topic metadata for a consumer. The methods that return an ID throw a {@link org.apache.kafka.common.KafkaException}
 * if Kafka does not respond.
 */
interface TopicIds {

    /** Returns the topic's ID, read from Kafka now. */
    String currentId(String topic);

    /** Returns the topic's ID, at most a few seconds old. */
    String cachedId(String topic);

    /**
     * Requests the high watermarks of partitions and returns immediately.
     *
     * @param partitions the partitions
     * @param results receives each high watermark on another thread; a partition that Kafka does not report is left out
     */
    void highWatermarks(Set<TopicPartition> partitions, ObjLongConsumer<TopicPartition> results);
}
