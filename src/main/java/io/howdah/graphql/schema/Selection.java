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
 * Selection below a field. Fields with {@code @skip} or {@code @include} count as selected, because reading an unused
 * field does no harm.
 */
final class Selection {

    private final Map<String, FragmentDefinition> fragments;
    private final List<Field> fields;

    private Selection(Map<String, FragmentDefinition> fragments, List<Field> fields) {
        this.fragments = fragments;
        this.fields = fields;
    }

    /** Returns the selection below the fetched field. */
    static Selection of(DataFetchingEnvironment environment) {
        return new Selection(
                environment.getFragmentsByName(), environment.getMergedField().getFields());
    }

    /** Returns the names of the selected fields. */
    Set<String> names() {
        return new LinkedHashSet<>(children().keySet());
    }

    /** Returns the selection below one of the fields, empty if that is not selected. */
    Selection below(String name) {
        return new Selection(fragments, children().getOrDefault(name, List.of()));
    }

    /** Returns the union of both selections. */
    Selection and(Selection other) {
        List<Field> both = new ArrayList<>(fields);
        both.addAll(other.fields);
        return new Selection(fragments, both);
    }

    /** Returns the paths in the stored document that must be read to show the selection of a model. */
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
        boolean mayContainNull = false;
        while (single instanceof ListType list) {
            mayContainNull |= !list.elementRequired();
            single = list.element();
        }
        // With a projection of object fields, MongoDB drops list elements that are no objects.
        if (mayContainNull || !(single instanceof ObjectType object)) {
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
                                // A meta field such as __typename only needs to know whether the object exists.
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
        for (graphql.language.Selection<?> selection : selected.getSelections()) {
            if (selection instanceof Field field) {
                children.computeIfAbsent(field.getName(), name -> new ArrayList<>(1))
                        .add(field);
            } else if (selection instanceof InlineFragment fragment) {
                collect(fragment.getSelectionSet(), children);
            } else if (selection instanceof FragmentSpread spread) {
                // Validation has checked that the fragment exists and has no cycles.
                collect(Objects.requireNonNull(fragments.get(spread.getName())).getSelectionSet(), children);
            }
        }
    }
}
