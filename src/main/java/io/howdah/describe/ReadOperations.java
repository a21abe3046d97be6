package io.howdah.describe;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.howdah.model.ModelField;
import io.howdah.model.View;
import io.howdah.query.Operator;
import io.howdah.query.PageLength;
import java.util.List;

/** The operations that read a view: its list, a document of it, and its changes. */
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

    /** Add the paths of a view. */
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
        parameters.add(length("first", "How many from the beginning, or behind after.")
                .set("schema", size().put("default", PageLength.DEFAULT)));
        parameters.add(cursor("after", "Only what comes behind this cursor of the same list; a Link has it."));
        parameters.add(length("last", "How many from the end, or before before; in place of first."));
        parameters.add(cursor("before", "Only what comes before this cursor of the same list; a Link has it."));
        parameters.add(Parameter.query(
                "count",
                Json.node().put("type", "boolean").put("default", false),
                "Whether X-Total-Count says how many documents the whole list has. They are counted anew each time."));
        parameters.add(fields(view));
        ObjectNode responses = operation.putObject("responses");
        ObjectNode found = responses.putObject("200").put("description", "The page.");
        ObjectNode headers = found.putObject("headers");
        headers.set(
                "Link",
                Json.header(
                        "The pages beside this one (RFC 8288): next, prev, first, as far as they are there.",
                        Json.text(),
                        Json.value("</api/" + view.plural() + "?first=20&after=" + CURSOR + ">; rel=\"next\"")));
        headers.set(
                "X-Total-Count",
                Json.header(
                        "How many documents the whole list has, if count=true.",
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
                    .put("description", "A whole filter, with and, or and not, beside the other conditions.");
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
                "What comes first: the first of these decides, then the next, and last the key. With - the greatest comes first.");
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
                "Only these fields: the answer lacks the others, though its schema has them.");
    }

    private ObjectNode document(View view) {
        ObjectNode operation =
                operation(view, "get" + capital(view.singular()), "The " + view.name() + " with this key");
        ArrayNode parameters = operation.putArray("parameters");
        parameters.add(Parameter.path(
                "key",
                "The key's value; of several fields the values joined with ':', in which % is written %25 and : is %3A.",
                Json.value(Examples.key(view.model()))));
        parameters.add(fields(view));
        parameters.add(Parameter.header(
                "If-None-Match", "Tags of what you have; if it is still that, the answer is 304.", Json.value(TAG)));
        ObjectNode responses = operation.putObject("responses");
        ObjectNode found = responses.putObject("200").put("description", "The document.");
        found.set("headers", tagged());
        found.set("content", Json.content(JSON, schemas.data(view.model(), true), Examples.data(view.model())));
        responses
                .putObject("304")
                .put("description", "What you have is still what you would get.")
                .set("headers", tagged());
        Responses.add(responses, 400, 403, 404, 405, 406, 429, 500, 503, 504);
        return operation;
    }

    private static ObjectNode tagged() {
        ObjectNode headers = Json.node();
        headers.set(
                "ETag",
                Json.header("Names what you are shown; it changes whenever that does.", Json.text(), Json.value(TAG)));
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
        parameters.add(cursor("since", "The cursor to go on from: the id of the last event."));
        parameters.add(Parameter.query(
                "snapshot",
                Json.node().put("type", "boolean").put("default", false),
                "All documents first, where it cannot go on from since."));
        parameters.add(Parameter.header(
                "Last-Event-ID",
                "In place of since: an EventSource sends it when it comes again.",
                Json.value(CURSOR)));
        ObjectNode responses = operation.putObject("responses");
        ObjectNode followed =
                responses.putObject("200").put("description", "The stream, until the client or the server ends it.");
        followed.set(
                "content",
                Json.content(
                        "text/event-stream",
                        Json.text()
                                .put(
                                        "description",
                                        "An event's id is the cursor to go on from; its data is a CloudEvent in JSON, as /asyncapi.json describes it."),
                        Json.value("id: " + CURSOR + "\ndata: {}\n\n")));
        Responses.add(responses, 400, 403, 404, 405, 406, 429, 503);
        return operation;
    }

    private static String capital(String name) {
        return Character.toUpperCase(name.charAt(0)) + name.substring(1);
    }
}
