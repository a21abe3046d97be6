package io.howdah.tools.compatibility;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.howdah.graphql.schema.SchemaChange;
import java.util.List;
import java.util.Locale;

/** Compares two OpenAPI 3.1 descriptions, path by path. It ignores the addresses of servers. */
public final class OpenApiChanges {

    private static final List<String> METHODS =
            List.of("get", "head", "post", "put", "patch", "delete", "options", "trace");

    private final JsonNode before;
    private final JsonNode after;
    private final Changes changes = new Changes();
    private final Operations operations;

    private OpenApiChanges(JsonNode before, JsonNode after) {
        this.before = before;
        this.after = after;
        this.operations = new Operations(before, after, changes);
    }

    /** Returns the changes for clients, the worst first. */
    public static List<SchemaChange> between(JsonNode before, JsonNode after) {
        OpenApiChanges found = new OpenApiChanges(before, after);
        Changes.compare(
                before.path("paths"),
                after.path("paths"),
                found::path,
                gone -> found.changes.breaking("path " + gone + " is gone"),
                (added, path) -> found.changes.safe("path " + added + " is new"));
        return found.changes.all();
    }

    private void path(String path, JsonNode formerPath, JsonNode presentPath) {
        Changes.compare(
                methods(ResolvedSchema.resolve(before, formerPath)),
                methods(ResolvedSchema.resolve(after, presentPath)),
                (method, one, other) -> operations.compare(method + " " + path, one, other),
                gone -> changes.breaking("operation " + gone + " " + path + " is gone"),
                (added, operation) -> changes.safe("operation " + added + " " + path + " is new"));
    }

    /** Returns the operations by method. The parameters of the path are added to each operation. */
    private static ObjectNode methods(JsonNode path) {
        ObjectNode methods = JsonNodeFactory.instance.objectNode();
        for (String method : METHODS) {
            if (path.path(method) instanceof ObjectNode operation) {
                ObjectNode whole = operation.deepCopy();
                path.path("parameters").forEach(whole.withArray("parameters")::add);
                methods.set(method.toUpperCase(Locale.ROOT), whole);
            }
        }
        return methods;
    }
}
