package io.howdah.model;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Computes the indexes that a model's lists, relations and access rule need, each a list of ascending field paths. Each
 * ends with {@code _id}, the last order of every list, and starts with what every read is restricted to: the tenant,
 * and the owner if only owners see documents.
 */
final class ModelIndexes {

    private static final String ID = "_id";

    private final ReadModel model;
    private final Set<List<String>> indexes = new LinkedHashSet<>();

    private ModelIndexes(ReadModel model) {
        this.model = model;
    }

    /**
     * Returns the indexes.
     *
     * @param related the names of the fields that relations of other models point to
     */
    static List<List<String>> of(ReadModel model, Collection<String> related) {
        ModelIndexes all = new ModelIndexes(model);
        List<ModelField> tenants = all.fields(field -> field.tenantClaim().isPresent());
        List<ModelField> owners = all.fields(field -> field.ownerClaim().isPresent());
        List<ModelField> sortable = all.fields(ModelField::sortable);
        tenants.forEach(all::add);
        for (ModelField owner : owners) {
            all.add(tenants, owner);
            sortable.forEach(field -> all.add(tenants, owner, field));
        }
        if (model.access().isForOthers()) {
            sortable.forEach(field -> all.add(tenants, field));
        }
        all.fields(ModelField::filterable).forEach(field -> all.add(tenants, field));
        related.forEach(name -> all.add(model.field(name).orElseThrow()));
        return List.copyOf(all.indexes);
    }

    private List<ModelField> fields(Predicate<ModelField> property) {
        return model.fields().stream().filter(property).toList();
    }

    private void add(List<ModelField> tenants, ModelField... fields) {
        List<ModelField> all = new ArrayList<>(tenants);
        all.addAll(List.of(fields));
        add(all.toArray(ModelField[]::new));
    }

    private void add(ModelField... fields) {
        Set<String> paths = new LinkedHashSet<>();
        boolean hasList = false;
        for (ModelField field : fields) {
            boolean isList = field.type() instanceof ListType;
            // MongoDB rejects documents with two lists in one index.
            if (!isList || !hasList) {
                paths.add(model.path(field));
            }
            hasList |= isList;
        }
        paths.remove(ID);
        if (!paths.isEmpty()) {
            paths.add(ID);
            indexes.add(List.copyOf(paths));
        }
    }
}
