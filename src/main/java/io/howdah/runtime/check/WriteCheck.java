package io.howdah.runtime.check;

import io.howdah.model.ReadModel;
import io.howdah.runtime.source.Yaml;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.nodes.Node;

/** Checks that only the template {@code ingest} writes to read models: other routes have no version guard. */
final class WriteCheck implements Check {

    private static final Set<String> WRITES = Set.of(
            "insert",
            "save",
            "update",
            "remove",
            "bulkWrite",
            "findOneAndDelete",
            "findOneAndReplace",
            "findOneAndUpdate");

    @Override
    public void check(Declared declared, Findings findings) {
        Set<String> guarded = declared.models().stream()
                .flatMap(models -> models.all().stream())
                .filter(model -> !model.isExternal())
                .map(ReadModel::collection)
                .collect(Collectors.toSet());
        declared.endpoints()
                .filter(endpoint -> endpoint.scheme().filter("mongodb"::equals).isPresent() && !endpoint.isFrom())
                .filter(endpoint -> !isIngest(endpoint.element().entry()))
                .forEach(endpoint -> check(endpoint, guarded, declared, findings));
    }

    private static boolean isIngest(Element entry) {
        return entry.is("routeTemplate") && entry.text("id").equals("ingest");
    }

    private static void check(Endpoint endpoint, Set<String> guarded, Declared declared, Findings findings) {
        Map<String, Node> options = endpoint.options();
        Optional<String> operation = value("operation", endpoint, declared).filter(WRITES::contains);
        Optional<String> collection = value("collection", endpoint, declared).filter(guarded::contains);
        if (operation.isPresent() && collection.isPresent()) {
            findings.add(
                    Code.WRITE_UNGUARDED,
                    options.getOrDefault("operation", endpoint.uriNode()),
                    operation.get() + " writes to the read model's collection " + collection.get());
        }
    }

    private static Optional<String> value(String option, Endpoint endpoint, Declared declared) {
        return Optional.ofNullable(endpoint.options().get(option))
                .filter(node -> !Yaml.text(node).isEmpty())
                .flatMap(node -> declared.resolve(endpoint.element(), node));
    }
}
