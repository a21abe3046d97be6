package io.howdah.dev.mongo;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a change stream watches: a collection, a database (no collection), or the whole server (neither).
 *
 * @param database the watched database, null for all
 * @param collection the watched collection, null for all
 */
record StreamScope(@Nullable String database, @Nullable String collection) {

    private static final Set<String> INTERNAL = Set.of("admin", "config", "local");

    boolean shows(Change change) {
        if (database == null) {
            return !INTERNAL.contains(change.database());
        }
        if (collection == null) {
            return database.equals(change.database());
        }
        return (database.equals(change.database()) && collection.equals(change.collection()))
                || change.renamedTo(database, collection);
    }

    /** Whether a change that this scope shows takes away what is watched, so that the stream ends. */
    boolean isEndedBy(Change change) {
        return switch (change.operation()) {
            case Change.DROP, Change.RENAME -> collection != null;
            case Change.DROP_DATABASE -> database != null;
            default -> false;
        };
    }

    /** The name that replies give for the cursor's collection. */
    String namespace(String commandDatabase) {
        return commandDatabase + "." + (collection == null ? "$cmd.aggregate" : collection);
    }
}
