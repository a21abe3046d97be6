package io.howdah.describe;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.howdah.model.ModelField;
import io.howdah.model.View;
import io.howdah.query.Operator;
import io.howdah.query.PageLength;
import java.util.List;

/** Describes the operations that read a view: its list, a document, and its changes. */
final class ReadOperations {

    private static final String JSON = "application/json";
    private static final String CURSOR = "1.LgAAAAIwAAcAAAByaWRlLTEAAA.9kqB1m0bq3W9mYy1xWc2Lw";
    private static final String TAG = "\"9kqB1m0bq3W9mYy1xWc2Lw\"";

    private final DataSchemas schemas;
    private final FilterSchemas filters;

    ReadOperations(DataSchemas schemas) {
        this.schemas = schemas;
        this.filters = new FilterSchemas(schemas);
    }

    /** Adds the paths of a view. */
    void add(ObjectNode paths, View view) {
        String path = "/api/" + view.plural();
        paths.putObject(path).set("get", list(view));
        paths.putObject(path + "/changes").set("get", changes(view));
        paths.putObject(path + "/{key}").set("get", document(view));
    }

    private static ObjectNode operation(View view, String id, String summary) {
        ObjectNode operation = Json.node().put("operationId", id).put("summary", summary);
        operation.putArray("tags").add(view.name());
        return operation;
    }

    private ObjectNode list(View view) {
        ObjectNode operation = operation(
                view, "list" + capital(view.plural()), "A page of the " + view.name() + " documents that you may see");
        ArrayNode parameters = operation.putArray("parameters");
        conditions(parameters, view);
        if (!view.sortable().isEmpty()) {
            parameters.add(orderBy(view.sortable()));
        }
        parameters.add(length("first", "Number of documents from the start of the list, or after the cursor in after.")
                .set("schema", size().put("default", PageLength.DEFAULT)));
        parameters.add(
                cursor("after", "Only documents after this cursor of the same list; copy it from a Link header."));
        parameters.add(length(
                "last",
                "Number of documents from the end of the list, or before the cursor in before; instead of first."));
        parameters.add(
                cursor("before", "Only documents before this cursor of the same list; copy it from a Link header."));
        parameters.add(
                Parameter.query(
                        "count",
                        Json.node().put("type", "boolean").put("default", false),
                        "Whether the response has X-Total-Count, the number of documents in the whole list. MongoDB counts them for each request."));
        parameters.add(fields(view));
        ObjectNode responses = operation.putObject("responses");
        ObjectNode found = responses.putObject("200").put("description", "The page.");
        ObjectNode headers = found.putObject("headers");
        headers.set(
                "Link",
                Json.header(
                        "Links to other pages (RFC 8288): next, prev and first, if they exist.",
                        Json.text(),
                        Json.value("</api/" + view.plural() + "?first=20&after=" + CURSOR + ">; rel=\"next\"")));
        headers.set(
                "X-Total-Count",
                Json.header(
                        "Number of documents in the whole list, if count=true.",
                        Json.node().put("type", "integer"),
                        Json.value(42)));
        headers.set("X-Correlation-Id", Responses.correlationId());
        found.set(
                "content",
                Json.content(
                        JSON,
                        Json.array(schemas.data(view.model(), true)),
                        JsonNodeFactory.instance.arrayNode().add(Examples.data(view.model()))));
        Responses.add(responses, 400, 403, 405, 406, 429, 500, 503, 504);
        return operation;
    }

    private void conditions(ArrayNode parameters, View view) {
        for (ModelField field : view.filterable()) {
            parameters.add(filters.parameter(field));
            Operator.of(field.type()).forEach(operator -> parameters.add(filters.parameter(field, operator)));
        }
        if (!view.filterable().isEmpty()) {
            ObjectNode where = Json.node()
                    .put("name", "where")
                    .put("in", "query")
                    .put("description", "A filter in JSON, with and, or and not, in addition to the other conditions.");
            ModelField first = view.filterable().get(0);
            ObjectNode example = Json.node();
            example.putObject(first.name()).put(Operator.EXISTS.sdlName(), true);
            where.set("content", Json.content(JSON, filters.filter(view), example));
            parameters.add(where);
        }
    }

    private static ObjectNode orderBy(List<ModelField> sortable) {
        ObjectNode name = Json.text();
        ArrayNode names = name.putArray("enum");
        sortable.forEach(field -> names.add(field.name()).add("-" + field.name()));
        return Parameter.list(
                "orderBy",
                Json.array(name),
                "Fields to sort by, in this order; the key is always last. The prefix - sorts in descending order.");
    }

    private static ObjectNode length(String name, String description) {
        return Parameter.query(name, size(), description);
    }

    private static ObjectNode size() {
        return Json.node().put("type", "integer").put("minimum", 0).put("maximum", PageLength.MAX);
    }

    private static ObjectNode cursor(String name, String description) {
        return Parameter.query(name, Json.text(), description);
    }

    private static ObjectNode fields(View view) {
        ObjectNode name = Json.text();
        ArrayNode names = name.putArray("enum");
        view.fields().forEach(field -> names.add(field.name()));
        return Parameter.list(
                "fields",
                Json.array(name),
                "Return only these fields; the response lacks all others, even those that its schema requires.");
    }

    private ObjectNode document(View view) {
        ObjectNode operation =
                operation(view, "get" + capital(view.singular()), "The " + view.name() + " with this key");
        ArrayNode parameters = operation.putArray("parameters");
        parameters.add(Parameter.path(
                "key",
                "The key's value. For a key of several fields, join the values with ':'; encode % in a value as %25 and : as %3A.",
                Json.value(Examples.key(view.model()))));
        parameters.add(fields(view));
        parameters.add(Parameter.header(
                "If-None-Match", "ETags of your copies; if one is current, the response is 304.", Json.value(TAG)));
        ObjectNode responses = operation.putObject("responses");
        ObjectNode found = responses.putObject("200").put("description", "The document.");
        found.set("headers", tagged());
        found.set("content", Json.content(JSON, schemas.data(view.model(), true), Examples.data(view.model())));
        responses.putObject("304").put("description", "Your copy is current.").set("headers", tagged());
        Responses.add(responses, 400, 403, 404, 405, 406, 429, 500, 503, 504);
        return operation;
    }

    private static ObjectNode tagged() {
        ObjectNode headers = Json.node();
        headers.set(
                "ETag",
                Json.header(
                        "Entity tag of the response; it changes whenever the response does.",
                        Json.text(),
                        Json.value(TAG)));
        headers.set("X-Correlation-Id", Responses.correlationId());
        return headers;
    }

    private ObjectNode changes(View view) {
        ObjectNode operation = operation(
                view,
                "follow" + capital(view.plural()),
                "Each change of the " + view.name() + " documents that you may see, as server-sent events");
        ArrayNode parameters = operation.putArray("parameters");
        conditions(parameters, view);
        parameters.add(cursor("since", "The cursor to resume from: the id of the last event."));
        parameters.add(Parameter.query(
                "snapshot",
                Json.node().put("type", "boolean").put("default", false),
                "Sends all documents first, unless the stream resumes from since."));
        parameters.add(Parameter.header(
                "Last-Event-ID", "Instead of since: an EventSource sends it when it reconnects.", Json.value(CURSOR)));
        ObjectNode responses = operation.putObject("responses");
        ObjectNode stream =
                responses.putObject("200").put("description", "The stream, until the client or the server ends it.");
        stream.set(
                "content",
                Json.content(
                        "text/event-stream",
                        Json.text()
                                .put(
                                        "description",
                                        "An event's id is the cursor to resume from; its data is a CloudEvent in JSON, as described in /asyncapi.json."),
                        Json.value("id: " + CURSOR + "\ndata: {}\n\n")));
        Responses.add(responses, 400, 403, 404, 405, 406, 429, 503);
        return operation;
    }

    private static String capital(String name) {
        return Character.toUpperCase(name.charAt(0)) + name.substring(1);
    }
}
