package io.howdah.graphql.schema;

import graphql.language.Field;
import graphql.language.FragmentDefinition;
import graphql.language.FragmentSpread;
import graphql.language.InlineFragment;
import graphql.language.SelectionSet;
import graphql.schema.DataFetchingEnvironment;
import io.howdah.model.FieldType;
import io.howdah.model.ListType;
import io.howdah.model.ModelField;
import io.howdah.model.ObjectType;
import io.howdah.model.ReadModel;
import io.howdah.model.Relation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a client selected below a field. Fields under {@code @skip} and {@code @include} are taken as selected: to read one too
 * many does no harm.
 */
final class Selection {

    private final Map<String, FragmentDefinition> fragments;
    private final List<Field> fields;

    private Selection(Map<String, FragmentDefinition> fragments, List<Field> fields) {
        this.fragments = fragments;
        this.fields = fields;
    }

    /** Returns what is selected below the field that is fetched. */
    static Selection of(DataFetchingEnvironment environment) {
        return new Selection(
                environment.getFragmentsByName(), environment.getMergedField().getFields());
    }

    /** Returns the names that are selected. */
    Set<String> names() {
        return new LinkedHashSet<>(children().keySet());
    }

    /** Returns what is selected below a field of it, nothing if that is not selected. */
    Selection below(String name) {
        return new Selection(fragments, children().getOrDefault(name, List.of()));
    }

    /** Returns both together. */
    Selection and(Selection other) {
        List<Field> both = new ArrayList<>(fields);
        both.addAll(other.fields);
        return new Selection(fragments, both);
    }

    /** Returns the paths in the stored document that are to be read to show this of a model. */
    Set<String> paths(ReadModel model) {
        Set<String> paths = new TreeSet<>();
        children().forEach((name, selected) -> {
            model.field(name).ifPresent(field -> add(paths, name, field.type(), selected));
            model.relations().stream()
                    .filter(relation -> relation.name().equals(name))
                    .map(Relation::from)
                    .map(ModelField::name)
                    .forEach(paths::add);
        });
        return paths;
    }

    private void add(Set<String> paths, String path, FieldType type, List<Field> selected) {
        FieldType single = type;
        boolean mayHoldNull = false;
        while (single instanceof ListType list) {
            mayHoldNull |= !list.elementRequired();
            single = list.element();
        }
        // Of a list MongoDB leaves out what is no object, where only a part of the objects is asked for.
        if (mayHoldNull || !(single instanceof ObjectType object)) {
            paths.add(path);
            return;
        }
        new Selection(fragments, selected)
                .children()
                .forEach((name, below) -> object.fields().stream()
                        .filter(field -> field.name().equals(name))
                        .findFirst()
                        .ifPresentOrElse(
                                field -> add(paths, path + "." + name, field.type(), below),
                                // Such as __typename: whether there is an object at all.
                                () -> paths.add(path)));
    }

    private Map<String, List<Field>> children() {
        Map<String, List<Field>> children = new LinkedHashMap<>();
        fields.forEach(field -> collect(field.getSelectionSet(), children));
        return children;
    }

    private void collect(@Nullable SelectionSet selected, Map<String, List<Field>> children) {
        if (selected == null) {
            return;
        }
        for (graphql.language.Selection<?> each : selected.getSelections()) {
            if (each instanceof Field field) {
                children.computeIfAbsent(field.getName(), name -> new ArrayList<>(1))
                        .add(field);
            } else if (each instanceof InlineFragment fragment) {
                collect(fragment.getSelectionSet(), children);
            } else if (each instanceof FragmentSpread spread) {
                // Validation has seen to it that it is there, and in no circle.
                collect(Objects.requireNonNull(fragments.get(spread.getName())).getSelectionSet(), children);
            }
        }
    }
}
