package io.howdah.model;

import graphql.language.Node;
import graphql.language.ObjectTypeDefinition;
import graphql.language.SDLNamedDefinition;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Sees to it that no two models claim the same collection or API name, and that no type has the name of a generated one. */
final class ModelNames {

    private final Map<String, SDLNamedDefinition<?>> types;
    private final SdlProblems problems;
    private final Map<String, String> collections = new HashMap<>();
    private final Map<String, String> queries = new HashMap<>();

    ModelNames(Map<String, SDLNamedDefinition<?>> types, SdlProblems problems) {
        this.types = types;
        this.problems = problems;
    }

    void claim(ObjectTypeDefinition definition, ReadModel model) {
        String other = collections.putIfAbsent(model.collection(), model.name());
        if (other != null) {
            problems.add(
                    definition.getDirectives("readModel").get(0),
                    "collection \"" + model.collection() + "\" belongs to " + other + " already",
                    "give " + model.name() + " a collection of its own");
        }
        query(definition, model.singular(), model.name());
        query(definition, model.plural(), model.name());
        for (String generated : List.of(model.name() + "Connection", model.name() + "Edge", "PageInfo")) {
            SDLNamedDefinition<?> clash = types.get(generated);
            if (clash != null) {
                problems.add(
                        (Node<?>) clash,
                        "type " + generated + " is generated for the read model " + model.name(),
                        "rename this one");
            }
        }
    }

    private void query(ObjectTypeDefinition definition, String query, String model) {
        String other = queries.putIfAbsent(query, model);
        if (other != null) {
            problems.add(
                    definition,
                    "the generated query \"" + query + "\" of " + model + " is one of " + other + " already",
                    "rename one of the types");
        }
    }
}
