package io.howdah.dev;

import io.howdah.config.DevSettings;
import io.howdah.config.SettingValues;
import io.howdah.config.Settings;
import io.howdah.dev.kafka.EmbeddedKafka;
import io.howdah.dev.kafka.TopicAdmin;
import io.howdah.dev.mongo.EmbeddedMongo;
import io.howdah.dev.services.DomainServices;
import io.howdah.dev.services.EventTopics;
import io.howdah.dev.services.Restaurants;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Services that the dev profile starts: an embedded Kafka broker and MongoDB server, unless the environment configures others; for
 * the demo also its topics, domain services and the restaurants service.
 */
public final class DevServices implements AutoCloseable {

    /** The address that all services listen on. */
    public static final String HOST = "127.0.0.1";

    private static final Logger LOG = LoggerFactory.getLogger(DevServices.class);
    private static final String RESTAURANTS_URL = "deliveries.restaurants-url";

    private final Deque<AutoCloseable> started = new ArrayDeque<>();
    private final SettingValues values;
    private final boolean demo;

    private DevServices(SettingValues values, boolean demo) {
        this.values = values;
        this.demo = demo;
    }

    /**
     * Starts the services and puts their addresses into the settings.
     *
     * @param values the settings; brokers and URI become those of the embedded services
     * @param demo whether the demo application runs, which needs its topics and the restaurants service
     * @throws IOException if a service cannot start; those already started are stopped
     */
    public static DevServices start(SettingValues values, boolean demo) throws IOException {
        DevServices services = new DevServices(values, demo);
        try {
            services.startAll(Settings.of(values).dev());
            return services;
        } catch (IOException | RuntimeException | LinkageError e) {
            services.close();
            throw e;
        }
    }

    private void startAll(DevSettings settings) throws IOException {
        if (!values.isFromEnvironment(Settings.MONGO_URI)) {
            EmbeddedMongo mongo = add(EmbeddedMongo.start(HOST, settings.mongoPort()));
            values.override(Settings.MONGO_URI, mongo.uri(), "the embedded MongoDB server");
        }
        if (!values.isFromEnvironment(Settings.KAFKA_BROKERS)) {
            EmbeddedKafka kafka = add(EmbeddedKafka.start(HOST, settings.kafkaPort()));
            values.override(Settings.KAFKA_BROKERS, kafka.brokers(), "the embedded Kafka broker");
        }
        if (demo) {
            TopicAdmin.create(brokers(), withDeadLetters(topics().all()));
            TopicAdmin.create(brokers(), List.of(topics().prescriptionCommands()));
        }
        if (demo && !values.isFromEnvironment(RESTAURANTS_URL)) {
            Restaurants restaurants = add(Restaurants.start(HOST, 0));
            values.override(RESTAURANTS_URL, restaurants.url(), "the demo's restaurants service");
        }
    }

    /** Starts publishing the demo's events. Call it when the ingest routes are running. */
    public void publishEvents() {
        DevSettings settings = Settings.of(values).dev();
        if (demo && settings.eventsPerSecond() > 0) {
            add(DomainServices.start(brokers(), topics(), settings.eventsPerSecond(), settings.seed()));
        }
    }

    @Override
    public void close() {
        while (!started.isEmpty()) {
            try {
                started.pop().close();
            } catch (Exception e) {
                LOG.warn("Embedded service did not close cleanly", e);
            }
        }
    }

    private <T extends AutoCloseable> T add(T service) {
        started.push(service);
        return service;
    }

    private String brokers() {
        return Settings.of(values).kafka().brokers();
    }

    private EventTopics topics() {
        return new EventTopics(
                topic("rides"), topic("deliveries"), topic("prescriptions"), topic("drivers"), commandsTopic());
    }

    private String commandsTopic() {
        return values.asMap().getOrDefault("prescriptions.commands-topic", "prescriptions.commands");
    }

    private String topic(String domain) {
        String key = domain + ".topic";
        return values.asMap().getOrDefault(key, key);
    }

    private static List<String> withDeadLetters(List<String> topics) {
        return topics.stream()
                .flatMap(topic -> Stream.of(topic, topic + ".dlq"))
                .toList();
    }
}
