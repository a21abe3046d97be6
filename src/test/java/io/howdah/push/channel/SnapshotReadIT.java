package io.howdah.push.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.howdah.push.camel.RunningChannels;
import io.howdah.push.camel.TestSocket;
import io.howdah.testing.WatchedCommands;
import java.time.Duration;
import java.util.List;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.junit.jupiter.api.Test;

/** A snapshot is read so that it misses no change before its position. */
class SnapshotReadIT {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    @Test
    void snapshotIsReadFromTheMajorityAndAfterItsPosition() throws Exception {
        WatchedCommands watched = new WatchedCommands("find", "ping");
        try (RunningChannels running =
                RunningChannels.options().commands(watched).start()) {
            // Given
            running.put("a", 1, "alice", "NEAR", "");
            running.awaitFollowed();
            watched.clear();

            // When
            try (TestSocket socket = running.open("as=alice&snapshot=true")) {
                await().atMost(TIMEOUT)
                        .until(() -> socket.received().stream().anyMatch(frame -> frame.contains("snapshot.end")));
            }

            // Then the server's time is read first, and the documents are majority-committed at that time or later
            List<BsonDocument> commands = watched.seen().stream()
                    .filter(command ->
                            command.containsKey("ping") || command.get("find").equals(new BsonString("rides")))
                    .filter(command -> command.containsKey("lsid"))
                    .toList();
            BsonDocument find = commands.get(commands.size() - 1);
            assertThat(find).containsKey("find");
            assertThat(find.getDocument("readConcern")).containsKey("afterClusterTime");
            assertThat(WatchedCommands.readConcern(find)).isEqualTo("majority");
            assertThat(commands.get(0).getFirstKey()).isEqualTo("ping");
            assertThat(commands.get(0).get("lsid")).isEqualTo(find.get("lsid"));
        }
    }
}
