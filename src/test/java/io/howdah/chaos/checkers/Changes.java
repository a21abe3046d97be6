package io.howdah.chaos.checkers;

import com.mongodb.MongoException;
import com.mongodb.client.ChangeStreamIterable;
import com.mongodb.client.MongoChangeStreamCursor;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.changestream.ChangeStreamDocument;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.bson.BsonDocument;
import org.bson.Document;

/** Follows every change of a collection, over outages, on a thread of its own. */
final class Changes implements AutoCloseable {

    private static final long WAIT_MS = 100;

    private final MongoCollection<Document> collection;
    private final Consumer<ChangeStreamDocument<Document>> check;
    private final List<String> failures = new CopyOnWriteArrayList<>();
    private final Thread thread = new Thread(this::follow, "changes");
    private BsonDocument token;
    private MongoChangeStreamCursor<ChangeStreamDocument<Document>> cursor;
    private volatile boolean closed;

    /** Follows from now on; what the check throws ends it. */
    Changes(MongoCollection<Document> collection, Consumer<ChangeStreamDocument<Document>> check) {
        this.collection = collection;
        this.check = check;
        open();
        thread.setDaemon(true);
        thread.start();
    }

    /** Why it ended before it was closed, if it did. */
    List<String> failures() {
        return failures;
    }

    @Override
    public void close() throws InterruptedException {
        closed = true;
        thread.join(TimeUnit.SECONDS.toMillis(10));
    }

    private void follow() {
        while (!closed) {
            try {
                if (cursor == null) {
                    open();
                }
                ChangeStreamDocument<Document> change = cursor.tryNext();
                if (change != null) {
                    token = change.getResumeToken();
                    check.accept(change);
                }
            } catch (MongoException e) {
                cursor = null;
            } catch (RuntimeException e) {
                failures.add("the changes of " + collection.getNamespace() + " are followed no more: " + e);
                return;
            }
        }
        if (cursor != null) {
            cursor.close();
        }
    }

    private void open() {
        ChangeStreamIterable<Document> stream = collection.watch().maxAwaitTime(WAIT_MS, TimeUnit.MILLISECONDS);
        cursor = (token == null ? stream : stream.resumeAfter(token)).cursor();
        if (token == null) {
            token = cursor.getResumeToken();
        }
    }
}
