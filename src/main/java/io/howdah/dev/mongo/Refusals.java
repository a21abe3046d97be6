package io.howdah.dev.mongo;

import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.bson.Document;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * Rejects commands that this server would execute wrongly, so that no test passes here and fails against a real server.
 *
 * <p>Without this check, the library would keep the writes of an aborted transaction, and ignore collations.
 */
final class Refusals {

    private Refusals() {}

    static void check(Document command) {
        if (Utils.isTrue(command.get("startTransaction")) || command.containsKey("autocommit")) {
            throw ServerErrors.notImplemented("transactions");
        }
        if (Utils.isTrue(command.get("tailable"))) {
            throw ServerErrors.notImplemented("tailable cursors");
        }
        if (Utils.isTrue(command.get("explain"))) {
            throw ServerErrors.notImplemented("explain");
        }
        checkStatement(command);
        checkStatements(command.get("updates"));
        checkStatements(command.get("deletes"));
        checkStatements(command.get("indexes"));
    }

    private static void checkStatements(@Nullable Object statements) {
        if (statements instanceof Collection<?> collection) {
            collection.forEach(statement -> checkStatement((Document) statement));
        }
    }

    private static void checkStatement(Document statement) {
        if (statement.containsKey("collation")) {
            throw ServerErrors.notImplemented("collations");
        }
        if (statement.get("u") instanceof Collection || statement.get("update") instanceof Collection) {
            throw ServerErrors.notImplemented("updates with a pipeline");
        }
    }
}
