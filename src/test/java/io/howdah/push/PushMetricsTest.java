package io.howdah.push;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.http.RunningServers;
import io.howdah.testing.Docs;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Operators find what the docs name, from the start and not only once it has happened. */
class PushMetricsTest {

    private static final Pattern NAME = Pattern.compile("howdah_push_[a-z_]*[a-z]");
    private static final Pattern FAMILY = Pattern.compile("(?m)^# TYPE (howdah_push_\\S+) ");

    @Test
    void metricsOfSubscribersAreThoseOfTheDocs() throws Exception {
        // Given
        Set<String> documented = NAME.matcher(Docs.text("docs/operations.md"))
                .results()
                .map(match -> match.group())
                .collect(Collectors.toCollection(TreeSet::new));

        // When
        try (RunningHub hub = RunningHub.options().start()) {
            String told = RunningServers.send(hub.servers().management("/observe/metrics"))
                    .body();

            // Then
            Set<String> families = FAMILY.matcher(told)
                    .results()
                    .map(match -> match.group(1))
                    // Micrometer's own, beside each timer.
                    .filter(name -> !name.endsWith("_max"))
                    .collect(Collectors.toCollection(TreeSet::new));
            assertThat(families).isEqualTo(documented);
            assertThat(told)
                    .contains("howdah_push_queue_bytes 0.0")
                    .contains("howdah_push_subscriptions{channel=\"rides\"} 0.0")
                    .contains(
                            "howdah_push_closed_total{code=\"4408\"} 0.0",
                            "howdah_push_closed_total{code=\"1006\"} 0.0")
                    .contains("howdah_push_recoveries_total{source=\"resync\"} 0.0")
                    .containsPattern("howdah_push_latency_seconds_bucket\\{le=");
        }
    }
}
