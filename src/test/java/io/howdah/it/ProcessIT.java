package io.howdah.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.howdah.testing.ApplicationFolder;
import io.howdah.testing.HowdahProcess;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How the process begins and ends: exit codes, signals, what is left behind. */
class ProcessIT {

    private static final Duration START = Duration.ofSeconds(90);
    private static final int SIGTERM = 143;

    @TempDir
    private Path root;

    @Test
    void signalEndsARunningProcessAndLeavesNothing() throws Exception {
        try (HowdahProcess howdah = HowdahProcess.start(root, environment(), "dev")) {
            // Given
            await().atMost(START).until(() -> String.join("\n", howdah.out()).contains("Howdah is up"));
            assertThat(howdah.brokerFolders()).hasSize(1);
            await().atMost(START)
                    .until(() -> String.join("\n", howdah.out()).contains("\n  Page           http://127.0.0.1:"));

            // When
            howdah.terminate();

            // Then
            assertThat(howdah.awaitEnd()).isEqualTo(SIGTERM);
            assertThat(howdah.brokerFolders()).isEmpty();
            assertThat(howdah.err()).noneMatch(line -> line.contains("WARN") || line.contains("ERROR"));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void linesAreJsonWhereTheEnvironmentOrTheFolderSaysSo(boolean byEnvironment) throws Exception {
        // Given
        Map<String, String> environment = environment();
        environment.put("HOWDAH_LOG_LEVEL", "debug");
        ApplicationFolder folder = ApplicationFolder.in(root.resolve("app"));
        if (byEnvironment) {
            environment.put("HOWDAH_LOG_FORMAT", "json");
        } else {
            folder.set("howdah.log.format", "json");
        }

        // When
        try (HowdahProcess howdah =
                HowdahProcess.start(root, environment, "dev", folder.path().toString())) {
            await().atMost(START).until(() -> String.join("\n", howdah.out()).contains("Howdah is up"));
            howdah.terminate();
            howdah.awaitEnd();

            // Then
            assertThat(howdah.err())
                    .isNotEmpty()
                    .allSatisfy(
                            line -> assertThat(new ObjectMapper().readTree(line).fieldNames())
                                    .toIterable()
                                    .contains("time", "level", "logger", "message"));
        }
    }

    @Test
    void signalEndsAStartAndLeavesNothing() throws Exception {
        try (HowdahProcess howdah = HowdahProcess.start(root, environment(), "dev")) {
            // Given a broker that begins to start
            await().atMost(START).until(() -> !howdah.brokerFolders().isEmpty());

            // When
            howdah.terminate();

            // Then
            assertThat(howdah.awaitEnd()).isEqualTo(SIGTERM);
            assertThat(howdah.brokerFolders()).isEmpty();
            assertThat(howdah.out()).noneMatch(line -> line.contains("Howdah is up"));
            assertThat(howdah.err()).noneMatch(line -> line.startsWith("howdah: "));
        }
    }

    @Test
    void signalEndsAStartThatWaitsForMongo() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"))) {
            Map<String, String> environment = environment();
            environment.put("HOWDAH_MONGO_URI", "mongodb://127.0.0.1:" + silent.getLocalPort());
            environment.put("HOWDAH_MONGO_CONNECT_TIMEOUT", "1h");
            environment.put("HOWDAH_AUTH_MODE", "none");
            // Without a command it is "run", which has no MongoDB of its own
            try (HowdahProcess howdah = HowdahProcess.start(root, environment);
                    Socket driver = silent.accept()) {
                assertThat(driver.isConnected()).isTrue();

                howdah.terminate();

                assertThat(howdah.awaitEnd()).isEqualTo(SIGTERM);
                assertThat(howdah.err()).isEmpty();
            }
        }
    }

    @Test
    void brokenRouteEndsDevAndItsServices() throws Exception {
        Path folder = root.resolve("app");
        ApplicationFolder.in(folder).steps("- to: {uri: 'direct:nobody'}\n");

        try (HowdahProcess howdah = HowdahProcess.start(root, environment(), "dev", folder.toString())) {
            assertThat(howdah.awaitEnd()).isEqualTo(1);
            assertThat(howdah.err())
                    .filteredOn(line -> !line.contains("INFO"))
                    .singleElement()
                    .asString()
                    .startsWith("howdah: " + folder.resolve(ApplicationFolder.ROUTES_FILE) + ":6:");
            assertThat(howdah.brokerFolders()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "HOWDAH_DEV_KAFKA_PORT,howdah.dev.kafka-port",
        "HOWDAH_DEV_MONGO_PORT,howdah.dev.mongo-port",
    })
    void takenPortThatWasAskedForEndsDev(String variable, String key) throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            Map<String, String> environment = environment();
            environment.put(variable, String.valueOf(taken.getLocalPort()));

            try (HowdahProcess howdah = HowdahProcess.start(root, environment, "dev")) {
                assertThat(howdah.awaitEnd()).isEqualTo(1);
                assertThat(howdah.err())
                        .singleElement()
                        .asString()
                        .startsWith("howdah: " + key + "=" + taken.getLocalPort() + " cannot be used on")
                        .endsWith("set " + variable + " to another port");
                assertThat(howdah.out()).isEmpty();
                assertThat(howdah.brokerFolders()).isEmpty();
            }
        }
    }

    /** Free ports for everything, so that nothing on this machine is in the way. */
    private static Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>();
        environment.put("HOWDAH_HTTP_PORT", "0");
        environment.put("HOWDAH_MANAGEMENT_PORT", "0");
        environment.put("HOWDAH_DEV_KAFKA_PORT", "0");
        environment.put("HOWDAH_DEV_MONGO_PORT", "0");
        return environment;
    }
}
