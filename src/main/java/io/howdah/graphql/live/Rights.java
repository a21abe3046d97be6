package io.howdah.graphql.live;

import io.howdah.model.FieldType;
import io.howdah.model.InterfaceType;
import io.howdah.model.ListType;
import io.howdah.model.ModelField;
import io.howdah.model.ObjectType;
import io.howdah.model.ReadModel;
import io.howdah.model.ReadModels;
import io.howdah.model.Relation;
import io.howdah.security.Principal;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Claims and roles that determine what a subscription to a model shows: those that the access rules of the model and of
 * all models that its relations reach refer to. Principals with equal rights get equal results.
 */
final class Rights {

    private final Set<String> claims = new HashSet<>();
    private final Set<String> roles = new HashSet<>();
    private final Set<Object> visited = new HashSet<>();
    private final ReadModels models;

    private Rights(ReadModels models) {
        this.models = models;
    }

    /** Returns the rights that matter for a model's documents. */
    static Rights of(ReadModel model, ReadModels models) {
        Rights rights = new Rights(models);
        rights.add(model);
        return rights;
    }

    /** Returns a principal that has only these rights of the given one. */
    Principal narrow(Principal principal) {
        Map<String, List<String>> relevantClaims = new HashMap<>(principal.claims());
        relevantClaims.keySet().retainAll(claims);
        Set<String> relevantRoles = new HashSet<>(principal.roles());
        relevantRoles.retainAll(roles);
        return new Principal("", relevantClaims, relevantRoles);
    }

    private void add(ReadModel model) {
        if (!visited.add(model)) {
            return;
        }
        claims.addAll(model.access().claims());
        roles.addAll(model.access().roles());
        model.fields().forEach(this::add);
        model.relations().forEach(relation -> roles.addAll(relation.readers()));
        model.relations().stream().map(Relation::model).map(models::get).forEach(this::add);
    }

    private void add(ModelField field) {
        roles.addAll(field.readers());
        add(field.type());
    }

    private void add(FieldType type) {
        if (type instanceof ListType list) {
            add(list.element());
        } else if (type instanceof ObjectType object && visited.add(object)) {
            object.fields().forEach(this::add);
        } else if (type instanceof InterfaceType interfaceType && visited.add(interfaceType)) {
            interfaceType.types().forEach(this::add);
        }
    }
}
