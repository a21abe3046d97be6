package io.howdah.tools.compatibility;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Compares the operations of two OpenAPI descriptions: parameters, request bodies and responses. */
final class Operations {

    private final JsonNode before;
    private final JsonNode after;
    private final Changes changes;
    private final Schemas schemas;

    Operations(JsonNode before, JsonNode after, Changes changes) {
        this.before = before;
        this.after = after;
        this.changes = changes;
        this.schemas = new Schemas(before, after, changes);
    }

    /** Compares two operations of the same name, such as {@code GET /api/rides}. */
    void compare(String operation, JsonNode former, JsonNode present) {
        if (present.path("deprecated").asBoolean() && !former.path("deprecated").asBoolean()) {
            changes.safe("operation " + operation + " is deprecated");
        }
        Changes.compare(
                parameters(before, former),
                parameters(after, present),
                (name, one, other) -> parameter(name + " of " + operation, one, other),
                gone -> changes.breaking(gone + " of " + operation + " is gone"),
                (added, parameter) -> added(added + " of " + operation, parameter));
        body(
                operation,
                ResolvedSchema.resolve(before, former.path("requestBody")),
                ResolvedSchema.resolve(after, present.path("requestBody")));
        Changes.compare(
                former.path("responses"),
                present.path("responses"),
                (status, one, other) -> response(operation + " " + status, one, other),
                gone -> response(operation + " " + gone, gone),
                (added, response) -> changes.dangerous("response " + operation + " " + added + " is new"));
    }

    /** Returns the parameters by location and name. An operation's own parameter overrides that of its path. */
    private static ObjectNode parameters(JsonNode document, JsonNode operation) {
        ObjectNode parameters = JsonNodeFactory.instance.objectNode();
        operation.path("parameters").forEach(each -> {
            JsonNode parameter = ResolvedSchema.resolve(document, each);
            String in = parameter.path("in").asText();
            String kind = in.equals("query") ? "parameter " : in + " parameter ";
            String name = kind + parameter.path("name").asText();
            if (!parameters.has(name)) {
                parameters.set(name, parameter);
            }
        });
        return parameters;
    }

    private void parameter(String what, JsonNode former, JsonNode present) {
        required(what, former, present, Direction.TAKEN);
        schemas.compare(what, what, former.path("schema"), present.path("schema"), Direction.TAKEN);
        content(what, former, present, Direction.TAKEN);
    }

    private void required(String what, JsonNode former, JsonNode present, Direction direction) {
        schemas.required(
                what,
                former.path("required").asBoolean(),
                present.path("required").asBoolean(),
                direction);
    }

    private void added(String what, JsonNode input) {
        if (input.path("required").asBoolean()) {
            changes.breaking(what + " is new, and required");
        } else {
            changes.safe(what + " is new");
        }
    }

    private void body(String operation, JsonNode former, JsonNode present) {
        String what = "body of " + operation;
        if (former.isMissingNode() && !present.isMissingNode()) {
            added(what, present);
        } else if (!former.isMissingNode() && present.isMissingNode()) {
            changes.breaking(what + " is gone");
        } else {
            required(what, former, present, Direction.TAKEN);
            content(operation, former, present, Direction.TAKEN);
        }
    }

    private void response(String name, JsonNode formerResponse, JsonNode presentResponse) {
        JsonNode former = ResolvedSchema.resolve(before, formerResponse);
        JsonNode present = ResolvedSchema.resolve(after, presentResponse);
        content(name, former, present, Direction.SENT);
        Changes.compare(
                former.path("headers"),
                present.path("headers"),
                (header, one, other) -> header("header " + header + " of " + name, one, other),
                gone -> changes.breaking("header " + gone + " of " + name + " is gone"),
                (added, header) -> changes.safe("header " + added + " of " + name + " is new"));
    }

    /** Adds a removed response. The removal of an error response breaks no client. */
    private void response(String name, String status) {
        if (status.startsWith("4") || status.startsWith("5") || status.equals("default")) {
            changes.safe("response " + name + " is gone");
        } else {
            changes.breaking("response " + name + " is gone");
        }
    }

    private void header(String what, JsonNode formerHeader, JsonNode presentHeader) {
        JsonNode former = ResolvedSchema.resolve(before, formerHeader);
        JsonNode present = ResolvedSchema.resolve(after, presentHeader);
        required(what, former, present, Direction.SENT);
        schemas.compare(what, what, former.path("schema"), present.path("schema"), Direction.SENT);
    }

    /** Compares contents by media type. */
    private void content(String name, JsonNode former, JsonNode present, Direction direction) {
        Changes.compare(
                former.path("content"),
                present.path("content"),
                (type, one, other) -> schemas.compare(
                        type + " of " + name, name, one.path("schema"), other.path("schema"), direction),
                gone -> changes.breaking(gone + " of " + name + " is gone"),
                (added, content) -> changes.safe(added + " of " + name + " is new"));
    }
}
