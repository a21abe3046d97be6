package io.howdah.graphql;

import static com.mongodb.client.model.Filters.and;

import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Sorts;
import graphql.schema.DataFetchingFieldSelectionSet;
import graphql.schema.SelectedField;
import io.howdah.model.ModelField;
import io.howdah.model.ReadModel;
import io.howdah.store.ModelCollections;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/** Reads a model's documents from its collection, in the form that every API shows; tombstones are not there. */
final class ModelCollection {

    private final ReadModel model;
    private final ModelCollections collections;
    private final Set<String> fields;

    ModelCollection(ReadModel model, ModelCollections collections) {
        this.model = model;
        this.collections = collections;
        this.fields = model.fields().stream().map(ModelField::name).collect(Collectors.toUnmodifiableSet());
    }

    /** Return the document that the key's fields name. */
    Optional<Map<String, @Nullable Object>> find(Map<String, ?> key, Bson projection) {
        Document found = collections
                .of(model)
                .find(and(model.byKey(key), model.present()))
                .projection(projection)
                .first();
        return Optional.ofNullable(found).map(model::toData);
    }

    /** Return the first documents by key, at most {@code limit}, which must be above 0. */
    List<Map<String, @Nullable Object>> list(int limit, Bson projection) {
        return collections
                .of(model)
                .find(model.present())
                .projection(projection)
                .sort(Sorts.ascending("_id"))
                .limit(limit)
                .map(model::toData)
                .into(new ArrayList<>(limit));
    }

    /** Return what MongoDB must read for the fields that a client selected, and {@code _id}. */
    Bson projection(DataFetchingFieldSelectionSet selection, String... paths) {
        List<SelectedField> selected = paths.length == 0
                ? selection.getImmediateFields()
                : selection.getFields(
                        paths[0], List.of(paths).subList(1, paths.length).toArray(String[]::new));
        // An empty projection would mean every field.
        return Projections.include(Stream.concat(
                        Stream.of("_id"),
                        selected.stream().map(SelectedField::getName).filter(fields::contains))
                .distinct()
                .toList());
    }
}
