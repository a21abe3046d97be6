package io.howdah.push.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mongodb.client.MongoChangeStreamCursor;
import com.mongodb.client.model.Aggregates;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.changestream.ChangeStreamDocument;
import io.howdah.change.StreamPositions;
import io.howdah.push.camel.RunningChannels;
import io.howdah.push.camel.TestSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Cursors of a channel reveal nothing of a resume token, and so nothing of the keys in it. */
class CursorSecrecyIT {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final String KEY = "very-private-key";
    private static final Pattern ID = Pattern.compile("\"id\":\"(\\d\\.[^\"]+)\"");

    private static RunningChannels running;

    @BeforeAll
    static void start() throws Exception {
        running = RunningChannels.options().start();
    }

    @AfterAll
    static void stop() throws Exception {
        running.close();
    }

    @Test
    void cursorsShowNoTokenAndNoKey() throws Exception {
        List<String> positions = new ArrayList<>();
        try (MongoChangeStreamCursor<ChangeStreamDocument<Document>> changes = running.database()
                        .watch(List.of(Aggregates.match(Filters.eq("documentKey._id", KEY))))
                        .cursor();
                TestSocket bob = running.open("as=bob")) {
            // Given a change that bob may not see, and one that he may
            running.put(KEY, 1, "alice", "NEAR", "");
            positions.add(StreamPositions.of(changes.next().getResumeToken()));
            running.put(KEY, 2, "bob", "NEAR", "");
            positions.add(StreamPositions.of(changes.next().getResumeToken()));
            await().atMost(TIMEOUT).until(() -> bob.received().stream().anyMatch(frame -> frame.contains("created")));
            positions.add(running.channel().end());
            // A subscriber with an event since its last turn is skipped.
            for (int turn = 0; turn < 2 * LoopGroup.TURNS; turn++) {
                running.channel().sendPositions(turn % LoopGroup.TURNS);
            }
            await().atMost(TIMEOUT).until(() -> bob.received().stream().anyMatch(frame -> frame.contains("position")));

            // When
            List<String> cursors = new ArrayList<>();
            bob.received()
                    .forEach(frame -> ID.matcher(frame)
                            .results()
                            .map(found -> found.group(1))
                            .forEach(cursors::add));
            positions.forEach(
                    position -> cursors.add(running.channel().encoder().cursor(position)));

            // Then
            assertThat(cursors).hasSizeGreaterThanOrEqualTo(6);
            for (String cursor : cursors) {
                for (String reading : readings(cursor)) {
                    assertThat(reading).doesNotContainIgnoringCase(KEY);
                    positions.forEach(position -> assertThat(reading)
                            .doesNotContainIgnoringCase(position)
                            .doesNotContain(latin(HexFormat.of().parseHex(position))));
                }
            }
        }
    }

    /** Ways to read a text: itself, its bytes, and their hexadecimal digits. */
    private static List<String> readings(String cursor) {
        List<String> readings = new ArrayList<>(List.of(cursor));
        Matcher words = Pattern.compile("[A-Za-z0-9_-]{4,}").matcher(cursor);
        while (words.find()) {
            String word = words.group();
            byte[] bytes = Base64.getUrlDecoder().decode(word.substring(0, word.length() / 4 * 4));
            readings.add(latin(bytes));
            readings.add(HexFormat.of().formatHex(bytes).toUpperCase(Locale.ROOT));
            if (word.matches("([0-9A-Fa-f]{2})+")) {
                readings.add(latin(HexFormat.of().parseHex(word)));
            }
        }
        return readings;
    }

    private static String latin(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
