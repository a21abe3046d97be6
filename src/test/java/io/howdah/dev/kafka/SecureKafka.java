package io.howdah.dev.kafka;

import io.howdah.testing.TestCertificate;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/**
 * A broker like those of managed services: TLS, users with passwords, and ACLs that deny by default. Tests use a second listener,
 * without a password and with all permissions.
 */
public final class SecureKafka implements AutoCloseable {

    private static final String HOST = "127.0.0.1";
    private static final String SECURE = "SECURE";
    private static final int ITERATIONS = 4096;

    private final KafkaNode node;
    private final Admin admin;

    private SecureKafka(KafkaNode node) {
        this.node = node;
        this.admin = Admin.create(Map.of("bootstrap.servers", plainBrokers()));
    }

    /** Starts a broker in an empty folder; {@code plainUsers} can log in over SASL/PLAIN with these passwords. */
    public static SecureKafka start(Path data, TestCertificate certificate, Map<String, String> plainUsers)
            throws IOException {
        Map<String, String> config = new HashMap<>(NodeConfig.of(data, HOST, 0));
        config.computeIfPresent("listeners", (key, listeners) -> listeners + "," + SECURE + "://" + HOST + ":0");
        config.computeIfPresent(
                "advertised.listeners", (key, listeners) -> listeners + "," + SECURE + "://" + HOST + ":0");
        config.computeIfPresent("listener.security.protocol.map", (key, map) -> map + "," + SECURE + ":SASL_SSL");
        config.put("inter.broker.listener.name", NodeConfig.BROKER_LISTENER);
        config.put("auto.create.topics.enable", "false");
        config.put("authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
        config.put("super.users", "User:ANONYMOUS");
        String prefix = "listener.name.secure.";
        config.put(prefix + "sasl.enabled.mechanisms", "PLAIN,SCRAM-SHA-512");
        config.put(
                prefix + "scram-sha-512.sasl.jaas.config",
                "org.apache.kafka.common.security.scram.ScramLoginModule required;");
        StringBuilder plain = new StringBuilder("org.apache.kafka.common.security.plain.PlainLoginModule required");
        plainUsers.forEach((user, password) -> plain.append(" user_" + user + "=\"" + password + "\""));
        config.put(prefix + "plain.sasl.jaas.config", plain + ";");
        config.put(prefix + "ssl.keystore.location", certificate.store().toString());
        config.put(prefix + "ssl.keystore.type", "PKCS12");
        config.put(prefix + "ssl.keystore.password", TestCertificate.PASSWORD);
        config.put(prefix + "ssl.key.password", TestCertificate.PASSWORD);
        KafkaNode.format(data);
        return new SecureKafka(KafkaNode.start(HOST, 0, config));
    }

    /** Returns the address for the test itself. */
    public String plainBrokers() {
        return HOST + ":" + node.port();
    }

    /** Returns the address for the application. */
    public String secureBrokers() {
        return HOST + ":" + node.port(SECURE);
    }

    /** Creates topics with one partition and these topic settings. */
    public void createTopics(Collection<String> names, Map<String, String> settings)
            throws ExecutionException, InterruptedException {
        List<NewTopic> topics = names.stream()
                .map(name -> new NewTopic(name, 1, (short) 1).configs(settings))
                .toList();
        admin.createTopics(topics).all().get();
    }

    /** Sets a user's password for SCRAM-SHA-512. */
    public void setPassword(String user, String password) throws ExecutionException, InterruptedException {
        admin.alterUserScramCredentials(List.of(new UserScramCredentialUpsertion(
                        user, new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, ITERATIONS), password)))
                .all()
                .get();
    }

    /** Allows a user one operation. */
    public void allow(String user, AclOperation operation, ResourceType type, String name)
            throws ExecutionException, InterruptedException {
        allow(user, operation, type, name, PatternType.LITERAL);
    }

    /** Allows a user one operation on all resources with this prefix. */
    public void allowPrefix(String user, AclOperation operation, ResourceType type, String prefix)
            throws ExecutionException, InterruptedException {
        allow(user, operation, type, prefix, PatternType.PREFIXED);
    }

    private void allow(String user, AclOperation operation, ResourceType type, String name, PatternType pattern)
            throws ExecutionException, InterruptedException {
        admin.createAcls(List.of(new AclBinding(
                        new ResourcePattern(type, name, pattern),
                        new AccessControlEntry("User:" + user, "*", operation, AclPermissionType.ALLOW))))
                .all()
                .get();
    }

    @Override
    public void close() {
        admin.close();
        node.stop();
    }
}
