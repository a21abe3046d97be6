package io.howdah.model;

import graphql.language.ObjectTypeDefinition;
import java.util.HashMap;
import java.util.Map;

/** Reports models that use the same collection. */
final class ModelCollectionNames {

    private final SdlProblems problems;
    private final Map<String, String> models = new HashMap<>();

    ModelCollectionNames(SdlProblems problems) {
        this.problems = problems;
    }

    void claim(ObjectTypeDefinition definition, ReadModel model) {
        String other = models.putIfAbsent(model.collection(), model.name());
        if (other != null) {
            problems.add(
                    definition.getDirectives("readModel").get(0),
                    "collection \"" + model.collection() + "\" is already used by " + other,
                    "give " + model.name() + " another collection");
        }
    }
}
