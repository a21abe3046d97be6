package io.howdah.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mongodb.ConnectionString;
import com.mongodb.ServerAddress;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import io.howdah.config.SettingValues;
import io.howdah.runtime.Application;
import io.howdah.runtime.source.ApplicationSources;
import io.howdah.testing.ApplicationFolder;
import io.howdah.testing.CommandLineRun;
import io.howdah.testing.RunningApplication;
import io.howdah.testing.TestCertificate;
import io.howdah.testing.TestServices;
import io.howdah.testing.TestTopics;
import io.howdah.testing.TlsProxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a MongoDB that is reached by TLS alone, with a certificate of a CA that the JDK does not know. */
class SecureMongoIT {

    private static final ServerAddress MONGO = new ServerAddress(
            new ConnectionString(TestServices.mongoUri()).getHosts().get(0));

    @TempDir
    private Path root;

    private TestCertificate certificate;
    private ApplicationFolder folder;

    @BeforeEach
    void prepare() throws Exception {
        certificate = TestCertificate.in(root.resolve("certificate"));
        folder = ApplicationFolder.in(root).set("howdah.mongo.connect-timeout", "3s");
    }

    @Test
    void eventIsStoredThroughTlsWithAClientCertificate() throws Exception {
        String topic = TestServices.uniqueName("things");
        String database = TestServices.uniqueName("howdah");
        folder.write(ApplicationFolder.ROUTES_FILE, ApplicationFolder.ROUTES.replace("things.events", topic))
                .set("howdah.kafka.brokers", TestServices.brokers())
                .set("howdah.mongo.database", database)
                .set("howdah.mongo.tls-ca-file", certificate.pem())
                .set("howdah.mongo.tls-certificate-file", certificate.keyPem());
        try (TlsProxy proxy = TlsProxy.start(certificate, true, MONGO.getHost(), MONGO.getPort());
                TestTopics topics = new TestTopics();
                MongoClient mongo = MongoClients.create(TestServices.mongoUri())) {
            topics.create(List.of(topic, topic + ".dlq"));
            // A read preference that ingest must not follow: there is no secondary to read from
            folder.set("howdah.mongo.uri", uri(proxy) + "&readPreference=secondary&w=1");
            SettingValues values = SettingValues.load(List.of(), List.of(root), Map.of());
            try (Application howdah =
                    Application.start(values, new ApplicationSources(List.of(root)), RunningApplication::tokens)) {
                assertThat(howdah.port()).isPositive();
                topics.send(topic, "a", "{\"id\":\"a\",\"sequence\":1}");

                await().atMost(Duration.ofSeconds(30))
                        .untilAsserted(() -> assertThat(mongo.getDatabase(database)
                                        .getCollection("things")
                                        .find(new Document("_id", "a"))
                                        .first())
                                .isNotNull());
            } finally {
                mongo.getDatabase(database).drop();
            }
        }
    }

    @Test
    void certificateThatNobodyTrustsIsNamedWithTheCure() throws Exception {
        try (TlsProxy proxy = TlsProxy.start(certificate, false, MONGO.getHost(), MONGO.getPort())) {
            folder.set("howdah.mongo.uri", uri(proxy)).set("howdah.auth.mode", "none");

            CommandLineRun run = CommandLineRun.of("run", root.toString());

            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.err())
                    .singleElement()
                    .asString()
                    .startsWith("howdah: howdah.mongo.uri (127.0.0.1:" + proxy.port()
                            + ") gives no answer within 3000 ms (")
                    .contains("PKIX path building failed", "set howdah.mongo.tls-ca-file");
        }
    }

    @Test
    void certificatesForAConnectionWithoutTlsAreRefused() throws Exception {
        folder.set("howdah.mongo.tls-ca-file", certificate.pem());

        assertThat(CommandLineRun.of("run", root.toString()).err())
                .containsExactly("howdah: howdah.mongo.tls-ca-file is set, but howdah.mongo.uri does not use TLS;"
                        + " add tls=true to it, or delete the key");
    }

    private static String uri(TlsProxy proxy) {
        return "mongodb://127.0.0.1:" + proxy.port() + "/?directConnection=true&tls=true";
    }
}
