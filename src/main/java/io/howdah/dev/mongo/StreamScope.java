package io.howdah.dev.mongo;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Scope of a change stream: a collection, a database (no collection), or the whole server (neither).
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

    /** Returns whether a change of this scope drops or renames the watched collection or database, and so ends the stream. */
    boolean isEndedBy(Change change) {
        return switch (change.operation()) {
            case Change.DROP, Change.RENAME -> collection != null;
            case Change.DROP_DATABASE -> database != null;
            default -> false;
        };
    }

    /** Returns the namespace of the cursor in replies. */
    String namespace(String commandDatabase) {
        return commandDatabase + "." + (collection == null ? "$cmd.aggregate" : collection);
    }
}
