package io.howdah.kafka;

/** The ids that Kafka gives topics. Both throw a {@link org.apache.kafka.common.KafkaException} if it does not say. */
interface TopicIds {

    /** The topic's id as it is now. */
    String present(String topic);

    /** The topic's id as it was within the last seconds. */
    String recent(String topic);
}
