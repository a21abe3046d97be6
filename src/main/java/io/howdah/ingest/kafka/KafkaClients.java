package io.howdah.ingest.kafka;

import io.howdah.config.KafkaSettings;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.SaslConfigs;

/**
 * Creates Kafka clients and their properties from the settings: brokers, protocol, credentials, certificates and the
 * settings passed on to Kafka. Secrets are values of Kafka's {@code Password} type, which hides them in logs.
 * Thread-safe.
 */
public final class KafkaClients {

    private static final String CLIENT_ID = "howdah";

    /** SASL mechanisms that request a ticket or token from a service as soon as a client is created. */
    private static final Set<String> REMOTE_MECHANISMS = Set.of("OAUTHBEARER", "GSSAPI");

    private final KafkaSettings settings;
    private final AtomicInteger created = new AtomicInteger();

    /** Creates the factory. */
    public KafkaClients(KafkaSettings settings) {
        this.settings = settings;
    }

    /** Returns the bootstrap brokers, {@code host:port,host:port}. */
    public String brokers() {
        return settings.brokers();
    }

    /**
     * Returns the properties that admin clients, consumers and producers share, for one new client: each call returns
     * another client ID. The caller adds its own, such as {@code group.id}.
     */
    public Map<String, Object> properties() {
        return properties(AdminClientConfig.configNames());
    }

    /** Returns a new admin client. The caller closes it. */
    public Admin admin() {
        return Admin.create(properties());
    }

    /** Returns Camel's consumer properties, overridden by the settings. */
    Properties consumer(Properties camelProperties) {
        return override(camelProperties, ConsumerConfig.configNames());
    }

    /** Returns Camel's producer properties, overridden by the settings. */
    Properties producer(Properties camelProperties) {
        return override(camelProperties, ProducerConfig.configNames());
    }

    /**
     * Returns whether a client can be created without a remote service, so that creating one at startup checks the
     * settings.
     */
    public boolean canBeCheckedOffline() {
        Object protocol = settings.client().get(CommonClientConfigs.SECURITY_PROTOCOL_CONFIG);
        Object mechanism = settings.client().getOrDefault(SaslConfigs.SASL_MECHANISM, "");
        return !"PLAINTEXT".equals(protocol) && !REMOTE_MECHANISMS.contains(String.valueOf(mechanism));
    }

    private Properties override(Properties camelProperties, Set<String> known) {
        Properties all = new Properties();
        all.putAll(camelProperties);
        all.putAll(properties(known));
        return all;
    }

    private Map<String, Object> properties(Set<String> known) {
        Map<String, Object> properties = new HashMap<>(settings.client());
        properties.keySet().retainAll(known);
        properties.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, settings.brokers());
        Object prefix = settings.client().getOrDefault(CommonClientConfigs.CLIENT_ID_CONFIG, CLIENT_ID);
        properties.put(CommonClientConfigs.CLIENT_ID_CONFIG, prefix + "-" + created.incrementAndGet());
        return properties;
    }
}
