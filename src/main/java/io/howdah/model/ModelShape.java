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
 * What the stored documents of a model are like, as far as a change of it makes others of them: where they are, what identifies
 * and orders them, which fields say who may see them, and which are in each of them. Roles and claims are no part of it, since
 * they are compared when somebody asks.
 *
 * @param collection the collection that the SDL names
 * @param key the names of the key's fields, in the key's order
 * @param versions of each part what orders its changes: the version field with its type, or "" for the records' places
 * @param owners the names of the fields with {@code @owner}
 * @param tenants the names of the fields with {@code @tenant}
 * @param fields the paths of all fields, such as {@code position.lat}
 * @param required those of them that are in each document, or in each object that they are a field of
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

    /** Ints and Longs are compared with each other. */
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

    /** The paths of fields; a type that holds itself is looked into once. */
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
     * Return what makes other documents than these of a model of another shape, one phrase for each; none if these documents
     * are of that shape, too.
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
                .forEach(path -> changes.add("field " + path + " must not be null, and may not be in them"));
        return changes;
    }

    private static String order(@Nullable String version) {
        if (version == null) {
            return "";
        }
        return version.isEmpty() ? "the records' places" : version;
    }

    private static void compare(List<String> changes, String what, String before, String now) {
        if (!Objects.equals(before, now)) {
            changes.add(what + " was " + orNone(before) + " and is " + orNone(now));
        }
    }

    private static String orNone(String text) {
        return text.isEmpty() ? "none" : text;
    }

    /** Return the same of documents in another collection. */
    public ModelShape in(String other) {
        return new ModelShape(other, key, versions, owners, tenants, fields, required);
    }

    /** A field of an object that no document has is not missed. */
    private boolean isWithinKnown(String path) {
        String holder = holder(path);
        return holder.isEmpty() || fields.contains(holder);
    }

    private static String holder(String path) {
        return path.contains(".") ? path.substring(0, path.lastIndexOf('.')) : "";
    }

    /**
     * Return what the documents are like when those of another shape, of which these are, too, come among them: there may be
     * fields that only one of the two knows.
     */
    public ModelShape with(ModelShape next) {
        Set<String> all = new TreeSet<>(fields);
        all.addAll(next.fields);
        Set<String> each = new TreeSet<>(next.required);
        required.stream()
                .filter(path -> !holder(path).isEmpty() && !next.fields.contains(holder(path)))
                .forEach(each::add);
        return new ModelShape(next.collection, next.key, next.versions, next.owners, next.tenants, all, each);
    }
}
