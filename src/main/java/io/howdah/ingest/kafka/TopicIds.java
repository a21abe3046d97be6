package io.howdah.ingest.kafka;

import java.util.Set;
import java.util.function.ObjLongConsumer;
import org.apache.kafka.common.TopicPartition;

/**
 * What a consumer asks Kafka about topics. Both questions for an id throw a {@link org.apache.kafka.common.KafkaException} if
 * Kafka does not answer.
 */
interface TopicIds {

    /** The topic's id as it is now. */
    String present(String topic);

    /** The topic's id as it was within the last seconds. */
    String recent(String topic);

    /**
     * Asks for the high watermarks of partitions and returns at once. The answers come on another thread; a partition that
     * Kafka says nothing of has none.
     */
    void highWatermarks(Set<TopicPartition> partitions, ObjLongConsumer<TopicPartition> answers);
}
