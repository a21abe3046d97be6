package io.howdah.testing;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.event.CommandListener;
import com.mongodb.event.CommandStartedEvent;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.bson.BsonDocument;

/** Records the commands of some names that a client sends to the test run's MongoDB. */
public final class WatchedCommands implements CommandListener {

    private final List<BsonDocument> seen = new CopyOnWriteArrayList<>();
    private final Set<String> names;

    /** Records commands of these names. */
    public WatchedCommands(String... names) {
        this.names = Set.of(names);
    }

    /** Makes a client that is watched, and writes by majority, as the product does and as its reads expect. */
    public MongoClient client() {
        return MongoClients.create(MongoClientSettings.builder()
                .applyConnectionString(new ConnectionString(TestServices.mongoUri()))
                .writeConcern(WriteConcern.MAJORITY)
                .addCommandListener(this)
                .build());
    }

    @Override
    public void commandStarted(CommandStartedEvent event) {
        if (names.contains(event.getCommandName())) {
            seen.add(event.getCommand().clone());
        }
    }

    /** Return what was sent, in its order. */
    public List<BsonDocument> seen() {
        return List.copyOf(seen);
    }

    /** Forgets what was sent. */
    public void clear() {
        seen.clear();
    }

    /** Return the read concern of a command, {@code local} where it has none. */
    public static String readConcern(BsonDocument command) {
        return command.containsKey("readConcern")
                ? command.getDocument("readConcern").getString("level").getValue()
                : "local";
    }
}
