package io.howdah.dev.services;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Publishes a stream of events in order. While the brokers are down it takes no events from the stream, and loses none. */
final class EventPublisher implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EventPublisher.class);
    private static final int MAX_IN_FLIGHT = 500;

    private final Producer<String, String> producer;
    private final List<String> topics;
    private final Supplier<DomainEvent> events;
    private final Semaphore inFlight = new Semaphore(MAX_IN_FLIGHT);

    EventPublisher(String brokers, List<String> topics, Supplier<DomainEvent> events) {
        this.producer = new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        brokers,
                        ProducerConfig.CLIENT_ID_CONFIG,
                        "domain-services",
                        // The teams that own the topics lose no events: retry without a time limit.
                        ProducerConfig.ACKS_CONFIG,
                        "all",
                        ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                        Integer.MAX_VALUE,
                        ProducerConfig.MAX_BLOCK_MS_CONFIG,
                        5_000,
                        ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG,
                        1_000),
                new StringSerializer(),
                new StringSerializer());
        this.topics = topics;
        this.events = events;
    }

    /** Publishes up to {@code count} events, fewer if too many are not acknowledged yet. */
    void publish(int count) {
        try {
            // Wait for the metadata here: send() would drop an event if the metadata of its topic is missing.
            topics.forEach(producer::partitionsFor);
            for (int i = 0; i < count && inFlight.tryAcquire(); i++) {
                send(events.get());
            }
        } catch (InterruptException e) {
            LOG.debug("Domain services are closing");
        } catch (RuntimeException e) {
            LOG.warn("Domain services cannot publish, retrying error={}", e.toString());
        }
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(1));
    }

    private void send(DomainEvent event) {
        ProducerRecord<String, String> record = new ProducerRecord<>(event.topic(), event.key(), event.value());
        event.headers().forEach((name, value) -> record.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
        try {
            Future<RecordMetadata> unused = producer.send(record, (metadata, failure) -> acknowledged(event, failure));
        } catch (RuntimeException e) {
            inFlight.release();
            throw e;
        }
    }

    private void acknowledged(DomainEvent event, @Nullable Exception failure) {
        inFlight.release();
        if (failure != null) {
            LOG.warn("Event not published topic={} error={}", event.topic(), failure.toString());
        }
    }
}
