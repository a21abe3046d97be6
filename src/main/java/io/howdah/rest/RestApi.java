package io.howdah.rest;

import io.howdah.model.Frontend;
import io.howdah.model.ReadModels;
import io.howdah.model.RouteField;
import io.howdah.query.ModelReads;
import io.howdah.store.ModelCollections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The paths below {@code /api}: lists, documents and commands of the frontend that the files directly in {@code graphql/} declare.
 * Thread-safe.
 */
public final class RestApi {

    private final ModelCollections stored;
    private final int maxComplexity;
    private volatile Served served;

    private record Served(Map<String, RestCollection> collections, Map<String, RouteField> commands) {}

    /**
     * Serves the read models; documents come from the collections that are active at each request.
     *
     * @param maxComplexity maximum complexity of a filter
     */
    public RestApi(ReadModels models, ModelCollections stored, int maxComplexity) {
        this.stored = stored;
        this.maxComplexity = maxComplexity;
        this.served = served(models);
    }

    /** Replaces the served models atomically. */
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

    /** Returns the collection of a request that {@link #kind} has accepted. */
    RestCollection collection(String name) {
        RestCollection found = served.collections().get(name);
        if (found == null) {
            // A reload has removed it since.
            throw new RestException(404, "This path no longer exists.");
        }
        return found;
    }

    RouteField command(String name) {
        RouteField found = served.commands().get(name);
        if (found == null) {
            throw new RestException(404, "This path no longer exists.");
        }
        return found;
    }

    /**
     * Returns the kind of a request.
     *
     * @throws RestException if the path does not exist or does not have this method
     */
    RestKind kind(String name, boolean hasKey, String method) {
        Map<String, RestCollection> collections = served.collections();
        Map<String, RouteField> commands = served.commands();
        boolean reads = method.equals("GET") || method.equals("HEAD");
        if (collections.containsKey(name) && (reads || hasKey || !commands.containsKey(name))) {
            if (!reads) {
                throw RestException.methodNotAllowed(
                        "Read documents with GET; change them with commands.", "GET, HEAD");
            }
            return hasKey ? RestKind.DOCUMENT : RestKind.LIST;
        }
        if (hasKey || !commands.containsKey(name)) {
            throw RestException.unknown(404, "Nothing is served at this path", paths());
        }
        if (!method.equals("POST")) {
            throw RestException.methodNotAllowed(name + " is a command; send it with POST.", "POST");
        }
        return RestKind.COMMAND;
    }

    private List<String> paths() {
        Served current = served;
        return Stream.concat(
                        current.collections().keySet().stream()
                                .map(name -> "/api/" + name + ", /api/" + name + "/{key}"),
                        current.commands().keySet().stream().map(name -> "POST /api/" + name))
                .toList();
    }
}
