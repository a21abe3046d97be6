package io.howdah.rest;

import io.howdah.model.Frontend;
import io.howdah.model.ReadModels;
import io.howdah.model.RouteField;
import io.howdah.query.ModelReads;
import io.howdah.store.ModelCollections;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What there is below {@code /api}: the lists and the commands of the frontend that {@code graphql/} itself declares. */
public final class RestApi {

    private final ModelCollections stored;
    private final int maxComplexity;
    private volatile Served served;

    private record Served(Map<String, RestCollection> collections, Map<String, RouteField> commands) {}

    /**
     * Serves the read models, whose documents are read from their present collections.
     *
     * @param maxComplexity what a filter may cost
     */
    public RestApi(ReadModels models, ModelCollections stored, int maxComplexity) {
        this.stored = stored;
        this.maxComplexity = maxComplexity;
        this.served = served(models);
    }

    /** Serves other models from now on, all at once. */
    public void reload(ReadModels models) {
        served = served(models);
    }

    private Served served(ReadModels models) {
        Map<String, RestCollection> collections = new TreeMap<>();
        Map<String, RouteField> commands = new TreeMap<>();
        Frontend main = models.frontends().get(0);
        main.views()
                .forEach(view ->
                        collections.put(view.plural(), new RestCollection(view, new ModelReads(view.model(), stored))));
        main.handWritten().stream()
                .filter(RouteField::isMutation)
                .forEach(field -> commands.put(field.definition().getName(), field));
        return new Served(collections, commands);
    }

    int maxComplexity() {
        return maxComplexity;
    }

    /** Return what a request is for, whose name and method {@link #kind} has let pass. */
    RestCollection collection(String name) {
        RestCollection found = served.collections().get(name);
        if (found == null) {
            // It was reloaded meanwhile.
            throw new RestException(404, "Nothing is served at this path any more.");
        }
        return found;
    }

    RouteField command(String name) {
        RouteField found = served.commands().get(name);
        if (found == null) {
            throw new RestException(404, "Nothing is served at this path any more.");
        }
        return found;
    }

    /**
     * Return what kind of request it is.
     *
     * @throws RestException if nothing is served there, or not by this method
     */
    RestKind kind(String name, boolean hasKey, String method) {
        Map<String, RestCollection> collections = served.collections();
        Map<String, RouteField> commands = served.commands();
        boolean reads = method.equals("GET") || method.equals("HEAD");
        if (collections.containsKey(name) && (reads || hasKey || !commands.containsKey(name))) {
            if (!reads) {
                throw RestException.methodNotAllowed("Documents are read, by GET; commands change them.", "GET, HEAD");
            }
            return hasKey ? RestKind.DOCUMENT : RestKind.LIST;
        }
        if (hasKey || !commands.containsKey(name)) {
            throw new RestException(404, "Nothing is served at this path; there are " + names() + ".");
        }
        if (!method.equals("POST")) {
            throw RestException.methodNotAllowed(name + " is a command, which is sent by POST.", "POST");
        }
        return RestKind.COMMAND;
    }

    private String names() {
        Map<String, RestCollection> collections = served.collections();
        Map<String, RouteField> commands = served.commands();
        String paths = Stream.concat(
                        collections.keySet().stream().map(name -> "/api/" + name + ", /api/" + name + "/{key}"),
                        commands.keySet().stream().map(name -> "POST /api/" + name))
                .reduce((one, other) -> one + ", " + other)
                .orElse("");
        return paths.isEmpty() ? "no read models" : paths;
    }
}
