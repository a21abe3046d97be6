package io.howdah.model;

import graphql.language.Argument;
import graphql.language.ArrayValue;
import graphql.language.BooleanValue;
import graphql.language.Directive;
import graphql.language.DirectivesContainer;
import graphql.language.FieldDefinition;
import graphql.language.ObjectTypeDefinition;
import graphql.language.StringValue;
import graphql.language.Value;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Creates the read model of a type with {@code @readModel} and reports its problems. */
final class ModelReader {

    private static final Set<FieldType> KEY_TYPES =
            Set.of(ScalarType.ID, ScalarType.STRING, ScalarType.INT, ScalarType.LONG);

    private static final Set<FieldType> VERSION_TYPES =
            Set.of(ScalarType.LONG, ScalarType.INT, ScalarType.DECIMAL, ScalarType.DATE_TIME);

    private final SdlProblems problems;

    ModelReader(SdlProblems problems) {
        this.problems = problems;
    }

    ReadModel read(ObjectTypeDefinition definition, ObjectType type) {
        Directive directive = definition.getDirectives("readModel").get(0);
        Map<String, ModelField> fields = byName(type);
        String collection = String.join("", texts(directive, "collection"));
        collection(directive, collection);
        ModelKey key = key(directive, type, fields);
        Optional<String> version = version(directive, type, fields);
        access(definition, type);
        definition.getFieldDefinitions().forEach(field -> flags(field, fields));
        definition.getFieldDefinitions().forEach(field -> readers(type.sdlName() + "." + field.getName(), field));
        if (type.fields().stream().allMatch(ModelField::stored)) {
            problems.add(
                    definition,
                    type.sdlName() + " has no visible field: every field is @stored",
                    "leave one field without it");
        }
        Map<String, ModelPart> parts = parts(definition, type, fields);
        boolean external = isTrue(directive, "external");
        if (external && !parts.isEmpty()) {
            problems.add(
                    definition,
                    "@part in " + type.sdlName() + ", which is external, so no topic feeds it",
                    "remove @part, or external: true");
        }
        if (external) {
            definition.getFieldDefinitions().forEach(field -> checkExternalOrder(field, fields, key));
        }
        ExternalDocuments documents = external ? new ExternalDocuments(key, type) : null;
        FieldQuery query = documents == null ? new OwnDocuments(key) : documents;
        return new ReadModel(
                collection,
                key,
                version,
                parts,
                type,
                AccessRule.of(type.fields(), readers(definition), definition.hasDirective("public"), query),
                new RelationReader(problems).read(definition, type),
                documents);
    }

    /**
     * Reports an ordered ID in an external model: it may be stored as text, number or ObjectId, which MongoDB orders
     * separately.
     */
    private void checkExternalOrder(FieldDefinition definition, Map<String, ModelField> fields, ModelKey key) {
        ModelField field = fields.get(definition.getName());
        if (field != null
                && field.sortable()
                && field.type() == ScalarType.ID
                && !key.fields().contains(field)) {
            problems.add(
                    definition,
                    "@sortable on " + definition.getName() + ", an ID of an external read model",
                    "declare it as String if it is stored as one, or remove @sortable");
        }
    }

    private void collection(Directive directive, String collection) {
        if (!collection.matches("[A-Za-z_][A-Za-z0-9_-]*")) {
            problems.add(
                    directive,
                    "collection \"" + collection + "\" is not a valid collection name",
                    "use letters, digits, '-' and '_', starting with a letter or '_'");
        }
    }

    private ModelKey key(Directive directive, ObjectType type, Map<String, ModelField> fields) {
        List<String> names = texts(directive, "key");
        if (names.isEmpty() || new HashSet<>(names).size() < names.size()) {
            problems.add(directive, "the key of " + type.sdlName() + " must name each field once", "name at least one");
        }
        for (String name : names) {
            ModelField field = fields.get(name);
            if (field == null) {
                unknownField(directive, "key", name, type);
            } else if (!field.required() || !KEY_TYPES.contains(field.type())) {
                problems.add(
                        directive,
                        "key field " + type.sdlName() + "." + name + " must be a non-null ID, String, Int or Long",
                        "change its type, or name another field");
            } else if (field.stored()) {
                problems.add(
                        directive,
                        "key field " + type.sdlName() + "." + name
                                + " is @stored, but every reader of a document sees its key",
                        "remove @stored");
            }
        }
        return new ModelKey(
                names.stream().filter(fields::containsKey).map(fields::get).toList());
    }

    private Optional<String> version(Directive directive, ObjectType type, Map<String, ModelField> fields) {
        Optional<String> version = texts(directive, "version").stream().findFirst();
        version.ifPresent(name -> {
            ModelField field = fields.get(name);
            if (field == null) {
                unknownField(directive, "version", name, type);
            } else if (!field.required() || !VERSION_TYPES.contains(field.type())) {
                problems.add(
                        directive,
                        "version field " + type.sdlName() + "." + name
                                + " must be a non-null Long, Int, Decimal or DateTime",
                        "change its type, or leave version out to use the record's offset");
            }
        });
        return version;
    }

    private Map<String, ModelPart> parts(
            ObjectTypeDefinition definition, ObjectType type, Map<String, ModelField> fields) {
        Map<String, ModelPart> parts = new HashMap<>();
        for (FieldDefinition field : definition.getFieldDefinitions()) {
            for (Directive directive : field.getDirectives("part")) {
                ModelField declared = fields.get(field.getName());
                String name = type.sdlName() + "." + field.getName();
                if (declared == null) {
                    continue;
                }
                if (!(declared.type() instanceof ObjectType object) || declared.required()) {
                    problems.add(
                            directive,
                            "@part on " + name + ", which must be a nullable object",
                            "give it an object type without '!', since its topic may be late");
                } else if (field.getName().equals(ReadModel.MAIN_PART)) {
                    problems.add(directive, "@part on " + name + ", whose name is reserved", "rename the field");
                } else {
                    parts.put(field.getName(), new ModelPart(declared, version(directive, object, byName(object))));
                }
            }
        }
        return parts;
    }

    private static Map<String, ModelField> byName(ObjectType type) {
        return type.fields().stream()
                .collect(Collectors.toMap(ModelField::name, Function.identity(), (one, two) -> one));
    }

    private void unknownField(Directive directive, String argument, String name, ObjectType type) {
        problems.add(
                directive,
                argument + " names \"" + name + "\", which is not a field of " + type.sdlName(),
                "declare the field or correct the name");
    }

    private void access(ObjectTypeDefinition definition, ObjectType type) {
        boolean owned =
                type.fields().stream().anyMatch(field -> field.ownerClaim().isPresent());
        boolean isPublic = definition.hasDirective("public");
        boolean read = !readers(definition).isEmpty();
        if (!owned && !isPublic && !read) {
            problems.add(
                    definition,
                    type.sdlName() + " does not declare who may see it",
                    "put @owner on the field that names its owner, or @readers or @public on the type");
        }
        if (owned && isPublic) {
            problems.add(definition, type.sdlName() + " is @public and has an @owner", "remove one of them");
        }
        if (read && isPublic) {
            problems.add(definition, type.sdlName() + " is @public and has @readers", "remove one of them");
        }
    }

    /** Checks {@code @readers} of a field, which is null for callers without one of the roles. */
    private void readers(String name, FieldDefinition field) {
        for (Directive directive : field.getDirectives("readers")) {
            if (Sdl.isNonNull(field.getType())) {
                problems.add(
                        directive,
                        "@readers on " + name + ", which is non-null",
                        "remove the '!' of its type: it is null for callers without the roles");
            }
            if (readers(field).isEmpty()) {
                problems.add(directive, "@readers on " + name + " names no role", "name at least one, or remove it");
            }
        }
    }

    /** Returns the roles of {@code @readers}, empty without it. */
    static Set<String> readers(DirectivesContainer<?> definition) {
        return definition.getDirectives("readers").stream()
                .flatMap(directive -> texts(directive, "roles").stream())
                .collect(Collectors.toSet());
    }

    /** Checks that a field's type fits its directives. */
    private void flags(FieldDefinition definition, Map<String, ModelField> fields) {
        ModelField field = fields.get(definition.getName());
        if (field == null) {
            return;
        }
        FieldType single = field.type() instanceof ListType list ? list.element() : field.type();
        if (field.ownerClaim().isPresent() && single != ScalarType.ID && single != ScalarType.STRING) {
            problems.add(definition, "@owner needs an ID or a String, or a list of them", "change the field's type");
        }
        if (field.tenantClaim().isPresent() && single != ScalarType.ID && single != ScalarType.STRING) {
            problems.add(definition, "@tenant needs an ID or a String, or a list of them", "change the field's type");
        }
        boolean comparable = single instanceof EnumType || (single instanceof ScalarType && single != ScalarType.JSON);
        if (field.filterable() && !comparable) {
            problems.add(definition, "@filterable needs a scalar or an enum, or a list of them", "remove it");
        }
        if (field.sortable() && (!comparable || field.type() instanceof ListType)) {
            problems.add(definition, "@sortable needs a scalar or an enum", "remove it");
        }
    }

    private static boolean isTrue(Directive directive, String name) {
        Argument argument = directive.getArgument(name);
        return argument != null && argument.getValue() instanceof BooleanValue value && value.isValue();
    }

    /** Returns an argument's texts; a single text counts as a list of one. */
    static List<String> texts(Directive directive, String name) {
        Argument argument = directive.getArgument(name);
        if (argument == null) {
            return List.of();
        }
        List<?> values = argument.getValue() instanceof ArrayValue array
                ? array.getValues()
                : List.<Value<?>>of(argument.getValue());
        return values.stream()
                .filter(StringValue.class::isInstance)
                .map(value -> ((StringValue) value).getValue())
                .toList();
    }
}
