package io.howdah.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.howdah.testing.CommandLineRun;
import io.howdah.testing.NotificationClient;
import io.howdah.testing.RunningApplication;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bson.Document;
import org.junit.jupiter.api.Test;

/** An operator replaces the key of cursors, and clients keep their cursors. */
class CursorRotationIT {

    private static final Pattern USED_FROM = Pattern.compile("from (\\S+Z)");
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @Test
    void clientsResumeAfterARotation() throws Exception {
        try (RunningApplication howdah = RunningApplication.demo(Map.of())) {
            String cursor;
            try (NotificationClient client = new NotificationClient(howdah.port(), "rides", "as=uma")) {
                await().atMost(PATIENCE).until(() -> !client.controls("ready").isEmpty());
                cursor = client.cursor();
            }

            // When
            CommandLineRun rotation = howdah.ask("cursor", "rotate");

            // Then another key is stored, which is used a minute later
            assertThat(rotation.exitCode()).as("%s", rotation.err()).isZero();
            Matcher from = USED_FROM.matcher(rotation.out().toString());
            assertThat(from.find()).as("%s", rotation.out()).isTrue();
            Document keys = howdah.systemCollection("keys")
                    .find(new Document("_id", "cursors"))
                    .first();
            assertThat(keys.getList("keys", Document.class)).hasSize(2);

            // And a client resumes from its cursor
            try (NotificationClient client = new NotificationClient(howdah.port(), "rides", "as=uma&since=" + cursor)) {
                await().atMost(PATIENCE).until(() -> !client.controls("ready").isEmpty());
                assertThat(client.controls("resync")).isEmpty();
            }

            // And the key that is not used yet is not replaced
            CommandLineRun again = howdah.ask("cursor", "rotate");
            assertThat(again.exitCode()).isNotZero();
            assertThat(again.err().toString()).contains(from.group(1)).doesNotContain("Exception");
        }
    }
}
