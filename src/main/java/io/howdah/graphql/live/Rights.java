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
 * What of a person decides what a subscription to a model shows them: the claims and roles that the access rules of the model, and of
 * all that its relations lead to, ask for. Whoever has the same is shown the same.
 */
final class Rights {

    private final Set<String> claims = new HashSet<>();
    private final Set<String> roles = new HashSet<>();
    private final Set<Object> seen = new HashSet<>();
    private final ReadModels models;

    private Rights(ReadModels models) {
        this.models = models;
    }

    /** Returns the rights that matter for what a model's documents show. */
    static Rights of(ReadModel model, ReadModels models) {
        Rights rights = new Rights(models);
        rights.add(model);
        return rights;
    }

    /** Returns somebody who has these rights of a person and nothing else. */
    Principal narrow(Principal principal) {
        Map<String, List<String>> kept = new HashMap<>(principal.claims());
        kept.keySet().retainAll(claims);
        Set<String> held = new HashSet<>(principal.roles());
        held.retainAll(roles);
        return new Principal("", kept, held);
    }

    private void add(ReadModel model) {
        if (!seen.add(model)) {
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
        } else if (type instanceof ObjectType object && seen.add(object)) {
            object.fields().forEach(this::add);
        } else if (type instanceof InterfaceType either && seen.add(either)) {
            either.types().forEach(this::add);
        }
    }
}
