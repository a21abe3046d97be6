package io.howdah.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Shape of a model's stored documents, as far as a change of it requires changed documents: collection, key, versions,
 * access fields and required fields. Roles and claims are not part of it, because they are compared on each request.
 *
 * @param collection the collection in the SDL
 * @param key the names of the key's fields, in the key's order
 * @param versions for each part what orders its changes: the version field with its type, or "" for Kafka offsets
 * @param owners the names of the fields with {@code @owner}
 * @param tenants the names of the fields with {@code @tenant}
 * @param fields the paths of all fields, such as {@code position.lat}
 * @param required the paths of the fields that each document, or each enclosing object, has
 */
public record ModelShape(
        String collection,
        List<String> key,
        Map<String, String> versions,
        Set<String> owners,
        Set<String> tenants,
        Set<String> fields,
        Set<String> required) {

    static ModelShape of(ReadModel model) {
        Paths paths = new Paths();
        paths.add("", model.fields());
        Map<String, String> versions = new LinkedHashMap<>();
        versions.put(ReadModel.MAIN_PART, version(model, model.fields(), ReadModel.MAIN_PART));
        for (String part : new TreeSet<>(model.parts())) {
            ObjectType type = (ObjectType) model.field(part).orElseThrow().type();
            versions.put(part, version(model, type.fields(), part));
        }
        return new ModelShape(
                model.collection(),
                model.key(),
                versions,
                names(model, true),
                names(model, false),
                paths.all,
                paths.required);
    }

    private static String version(ReadModel model, List<ModelField> fields, String part) {
        return model.version(part)
                .flatMap(name -> fields.stream()
                        .filter(field -> field.name().equals(name))
                        .findFirst())
                .map(field -> field.name() + ": " + typeOf(field))
                .orElse("");
    }

    /** Returns the type for comparison; Int and Long are equal. */
    private static String typeOf(ModelField field) {
        return (field.type() == ScalarType.INT ? ScalarType.LONG : field.type()).sdlName();
    }

    private static Set<String> names(ReadModel model, boolean owners) {
        Set<String> names = new TreeSet<>();
        model.fields().stream()
                .filter(field -> (owners ? field.ownerClaim() : field.tenantClaim()).isPresent())
                .forEach(field -> names.add(field.name()));
        return names;
    }

    /** Collects field paths. A type that contains itself is visited once. */
    private static final class Paths {

        private final Set<String> all = new TreeSet<>();
        private final Set<String> required = new TreeSet<>();
        private final List<FieldType> within = new ArrayList<>();

        private void add(String before, List<ModelField> fields) {
            for (ModelField field : fields) {
                String path = before + field.name();
                all.add(path);
                if (field.required()) {
                    required.add(path);
                }
                addType(path, field.type());
            }
        }

        private void addType(String path, FieldType type) {
            if (type instanceof ListType list) {
                addType(path, list.element());
            } else if (type instanceof InterfaceType choice) {
                choice.types().forEach(each -> {
                    all.add(path + "." + each.sdlName());
                    addType(path + "." + each.sdlName(), each);
                });
            } else if (type instanceof ObjectType object && !within.contains(object)) {
                within.add(object);
                add(path + ".", object.fields());
                within.remove(object);
            }
        }
    }

    /**
     * Returns the differences that require changed documents, one phrase each; empty if these documents also have the
     * next shape.
     */
    public List<String> changesTo(ModelShape next) {
        List<String> changes = new ArrayList<>();
        compare(changes, "collection", collection, next.collection);
        compare(changes, "key", String.join(", ", key), String.join(", ", next.key));
        Set<String> parts = new TreeSet<>(versions.keySet());
        parts.addAll(next.versions.keySet());
        for (String part : parts) {
            boolean main = part.equals(ReadModel.MAIN_PART);
            compare(
                    changes,
                    main ? "version" : "@part " + part + " with the version",
                    order(versions.get(part)),
                    order(next.versions.get(part)));
        }
        compare(changes, "@owner", String.join(", ", owners), String.join(", ", next.owners));
        compare(changes, "@tenant", String.join(", ", tenants), String.join(", ", next.tenants));
        next.required.stream()
                .filter(path -> !required.contains(path) && isWithinKnown(path))
                .forEach(path -> changes.add("field " + path + " is required, but the stored documents may lack it"));
        return changes;
    }

    private static String order(@Nullable String version) {
        if (version == null) {
            return "";
        }
        return version.isEmpty() ? "the records' offsets" : version;
    }

    private static void compare(List<String> changes, String what, String before, String now) {
        if (!Objects.equals(before, now)) {
            changes.add(what + " was " + orNone(before) + " and is " + orNone(now));
        }
    }

    private static String orNone(String text) {
        return text.isEmpty() ? "none" : text;
    }

    /** Returns this shape for another collection. */
    public ModelShape in(String other) {
        return new ModelShape(other, key, versions, owners, tenants, fields, required);
    }

    /** Returns whether the enclosing object exists: a field of an object that no document has is not missing. */
    private boolean isWithinKnown(String path) {
        String parent = parent(path);
        return parent.isEmpty() || fields.contains(parent);
    }

    private static String parent(String path) {
        return path.contains(".") ? path.substring(0, path.lastIndexOf('.')) : "";
    }

    /**
     * Returns the shape of a collection to which documents of the next shape are added, while these documents, which
     * also have that shape, remain. Either shape may have fields that the other lacks.
     */
    public ModelShape with(ModelShape next) {
        Set<String> all = new TreeSet<>(fields);
        all.addAll(next.fields);
        Set<String> each = new TreeSet<>(next.required);
        required.stream()
                .filter(path -> !parent(path).isEmpty() && !next.fields.contains(parent(path)))
                .forEach(each::add);
        return new ModelShape(next.collection, next.key, next.versions, next.owners, next.tenants, all, each);
    }
}
