package io.howdah.push.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.howdah.push.camel.RunningHub;
import io.howdah.push.camel.TestSocket;
import io.howdah.testing.WatchedCommands;
import java.time.Duration;
import java.util.List;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.junit.jupiter.api.Test;

/** How a snapshot is read, so that no change before its position is missing in it. */
class SnapshotReadIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Test
    void snapshotIsReadFromTheMajorityAndBehindItsPosition() throws Exception {
        WatchedCommands watched = new WatchedCommands("find", "ping");
        try (RunningHub hub = RunningHub.options().commands(watched).start()) {
            // Given
            hub.put("a", 1, "alice", "NEAR", "");
            hub.awaitFollowed();
            watched.clear();

            // When
            try (TestSocket socket = hub.open("as=alice&snapshot=true")) {
                await().atMost(PATIENCE)
                        .until(() -> socket.received().stream().anyMatch(frame -> frame.contains("snapshot.end")));
            }

            // Then the server's time is asked for first, and the documents are those of a majority at that time or
            // later
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
