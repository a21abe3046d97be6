package io.howdah.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.howdah.config.SettingValues;
import io.howdah.http.HttpServers;
import io.howdah.runtime.Application;
import io.howdah.runtime.source.ApplicationSources;
import io.howdah.testing.RunningApplication;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** A start that fails leaves nothing open, wherever it fails. */
class FailedStartIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Test
    void failureOfTheLastStepClosesEverything() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            // Camel opens the management port when all else is there
            String port = String.valueOf(taken.getLocalPort());
            assertNothingStays(Map.of("howdah.management.port", port), servers -> {}, port);
        }
    }

    @Test
    void failureBeforeTheDatabasesAreReadyClosesWhatIsOpen() throws Exception {
        assertNothingStays(
                Map.of(),
                servers -> {
                    throw new IllegalStateException("stopped on purpose");
                },
                "stopped on purpose");
    }

    @Test
    void failureOfTheWiringClosesWhatIsOpen() throws Exception {
        assertNothingStays(Map.of("howdah.graphql.manifest", "absent.json"), servers -> {}, "absent.json");
    }

    private static void assertNothingStays(Map<String, String> settings, Consumer<HttpServers> beside, String reason) {
        // Given
        Map<String, String> all = new HashMap<>(settings);
        all.putIfAbsent("camel.main.shutdown-timeout", "5");
        SettingValues values = RunningApplication.values(List.of(), List.of("demo", "dev"), all);
        Set<Thread> before = Thread.getAllStackTraces().keySet();

        // When
        assertThatThrownBy(() -> Application.start(
                        values, new ApplicationSources(List.of()), RunningApplication::tokens, beside))
                .hasMessageContaining(reason);

        // Then
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(started(before)).isEmpty());
    }

    /** The threads of the application, MongoDB's driver, Vert.x, Camel and Kafka's clients that were not there before. */
    private static Set<String> started(Set<Thread> before) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !before.contains(thread))
                .map(Thread::getName)
                .filter(name -> name.matches("(howdah|cluster|vert\\.x|Camel|kafka|CursorCleaner|MaintenanceTimer).*"))
                .collect(Collectors.toSet());
    }
}
