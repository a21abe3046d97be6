package io.howdah.dev.services;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the commands that patients send to the pharmacies. Not thread-safe. */
final class CommandReader implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(CommandReader.class);
    private static final String TYPE = "com.example.pharmacy.command.collect";

    private final String topic;
    private final KafkaConsumer<String, String> consumer;

    CommandReader(String brokers, String topic) {
        this.topic = topic;
        this.consumer = new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        brokers,
                        ConsumerConfig.GROUP_ID_CONFIG,
                        "pharmacies." + topic,
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                        "earliest",
                        ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
                        false,
                        ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG,
                        1_000),
                new StringDeserializer(),
                new StringDeserializer());
        consumer.subscribe(List.of(topic));
    }

    /** Returns the commands since the last call, without waiting. */
    List<CollectCommand> poll() {
        List<CollectCommand> commands = new ArrayList<>();
        for (ConsumerRecord<String, String> record : consumer.poll(Duration.ZERO)) {
            try {
                JsonNode event = Json.MAPPER.readTree(record.value());
                if (event != null && event.path("type").asText().equals(TYPE)) {
                    commands.add(new CollectCommand(
                            event.path("id").asText(),
                            event.at("/data/prescriptionId").asText(),
                            event.at("/data/patientId").asText()));
                }
            } catch (JsonProcessingException e) {
                LOG.warn("Command dropped: not JSON topic={} offset={}", topic, record.offset());
            }
        }
        return commands;
    }

    @Override
    public void close() {
        consumer.close(Duration.ofSeconds(1));
    }
}
