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
 * The one place that knows how a Kafka client of this process connects: brokers, protocol, credentials, certificates, and
 * whatever else the settings pass on to Kafka. Secrets are values of Kafka's {@code Password}, which nobody prints.
 */
public final class KafkaClients {

    private static final String CLIENT_ID = "howdah";

    /** Mechanisms that ask a service for a ticket or a token as soon as a client is made. */
    private static final Set<String> ASKS_ELSEWHERE = Set.of("OAUTHBEARER", "GSSAPI");

    private final KafkaSettings settings;
    private final AtomicInteger made = new AtomicInteger();

    /** Clients that connect as these settings say. */
    public KafkaClients(KafkaSettings settings) {
        this.settings = settings;
    }

    /** Return the bootstrap brokers, {@code host:port,host:port}. */
    public String brokers() {
        return settings.brokers();
    }

    /**
     * Return what an admin client, a consumer and a producer need alike, for one new client: it has a client id of its own.
     * A caller adds what is its own, as {@code group.id}.
     */
    public Map<String, Object> properties() {
        return properties(AdminClientConfig.configNames());
    }

    /** Return a new admin client; the caller closes it. */
    public Admin admin() {
        return Admin.create(properties());
    }

    /** Return what Camel made for a consumer, with what the settings say over it. */
    Properties consumer(Properties camels) {
        return over(camels, ConsumerConfig.configNames());
    }

    /** Return what Camel made for a producer, with what the settings say over it. */
    Properties producer(Properties camels) {
        return over(camels, ProducerConfig.configNames());
    }

    /** Whether a client can be made without anybody else's help, so that making one tells whether the settings are right. */
    public boolean canBeCheckedAlone() {
        Object protocol = settings.client().get(CommonClientConfigs.SECURITY_PROTOCOL_CONFIG);
        Object mechanism = settings.client().getOrDefault(SaslConfigs.SASL_MECHANISM, "");
        return !"PLAINTEXT".equals(protocol) && !ASKS_ELSEWHERE.contains(String.valueOf(mechanism));
    }

    private Properties over(Properties camels, Set<String> known) {
        Properties all = new Properties();
        all.putAll(camels);
        all.putAll(properties(known));
        return all;
    }

    private Map<String, Object> properties(Set<String> known) {
        Map<String, Object> properties = new HashMap<>(settings.client());
        properties.keySet().retainAll(known);
        properties.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, settings.brokers());
        Object prefix = settings.client().getOrDefault(CommonClientConfigs.CLIENT_ID_CONFIG, CLIENT_ID);
        properties.put(CommonClientConfigs.CLIENT_ID_CONFIG, prefix + "-" + made.incrementAndGet());
        return properties;
    }
}
