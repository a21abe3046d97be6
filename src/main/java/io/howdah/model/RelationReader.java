package io.howdah.model;

import graphql.language.Directive;
import graphql.language.FieldDefinition;
import graphql.language.ObjectTypeDefinition;
import graphql.schema.idl.TypeUtil;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes the relations of {@code @readModel} types, and says what is wrong with them. */
final class RelationReader {

    private static final List<String> OF_STORED_FIELDS =
            List.of("owner", "tenant", "stored", "filterable", "sortable", "part");

    private final SdlProblems problems;

    RelationReader(SdlProblems problems) {
        this.problems = problems;
    }

    /** Return the relations of a type; where they lead to is checked when all models are known. */
    List<Relation> read(ObjectTypeDefinition definition, ObjectType type) {
        List<Relation> relations = new ArrayList<>();
        for (FieldDefinition field : definition.getFieldDefinitions()) {
            for (Directive directive : field.getDirectives("relation")) {
                relation(type, field, directive).ifPresent(relations::add);
            }
        }
        return relations;
    }

    private Optional<Relation> relation(ObjectType type, FieldDefinition field, Directive directive) {
        String name = type.sdlName() + "." + field.getName();
        boolean many = TypeUtil.isList(Sdl.nullable(field.getType()));
        if (!many && Sdl.isNonNull(field.getType())) {
            problems.add(
                    field,
                    name + " is a relation and never null",
                    "remove the '!' of its type, as the other document may be missing, or not for whoever asks");
        }
        OF_STORED_FIELDS.stream().filter(field::hasDirective).forEach(other -> {
            problems.add(field, "@" + other + " on " + name + ", which is a relation and not stored", "remove it");
        });
        String from = text(directive, "from");
        Optional<ModelField> start =
                type.fields().stream().filter(each -> each.name().equals(from)).findFirst();
        if (start.isEmpty() && !from.isEmpty()) {
            problems.add(
                    directive,
                    "from names \"" + from + "\", which is no field of " + type.sdlName(),
                    "declare the field, such as " + from + ": ID @stored, or correct the name");
        } else if (start.isPresent()
                && (!(single(start.get()) instanceof ScalarType) || single(start.get()) == ScalarType.JSON)) {
            problems.add(
                    directive,
                    "from names " + type.sdlName() + "." + from + ", which is no scalar",
                    "name another field");
            return Optional.empty();
        }
        return start.map(found -> new Relation(
                field.getName(),
                found,
                text(directive, "model"),
                text(directive, "to"),
                many,
                ModelReader.readers(field)));
    }

    /** Report relations that lead nowhere. */
    void check(ObjectTypeDefinition definition, ReadModel model, Map<String, ReadModel> models) {
        for (Relation relation : model.relations()) {
            FieldDefinition field = definition.getFieldDefinitions().stream()
                    .filter(each -> each.getName().equals(relation.name()))
                    .findFirst()
                    .orElseThrow();
            Directive directive = field.getDirectives("relation").get(0);
            String shown = TypeUtil.unwrapAll(field.getType()).getName();
            ReadModel target = models.get(relation.model());
            if (target == null && shown.equals(relation.model())) {
                // It is said already that there is no such type, or that it is no read model.
                continue;
            }
            if (target == null || !shown.equals(relation.model())) {
                problems.add(
                        directive,
                        "model names \"" + relation.model() + "\", and the field shows " + shown,
                        "name the same @readModel type in both places");
                continue;
            }
            target(directive, model, relation, target);
        }
    }

    private void target(Directive directive, ReadModel model, Relation relation, ReadModel target) {
        Optional<ModelField> to = target.field(relation.to());
        if (to.isEmpty()) {
            problems.add(
                    directive,
                    "to names \"" + relation.to() + "\", which is no field of " + target.name(),
                    "declare the field or correct the name");
        } else if (!single(to.get()).equals(single(relation.from()))) {
            problems.add(
                    directive,
                    model.name() + "." + relation.from().name() + " is "
                            + single(relation.from()).sdlName() + " and "
                            + target.name() + "." + relation.to() + " is "
                            + single(to.get()).sdlName(),
                    "relate fields of one type");
        }
    }

    private static FieldType single(ModelField field) {
        return field.type() instanceof ListType list ? list.element() : field.type();
    }

    private static String text(Directive directive, String name) {
        return String.join("", ModelReader.texts(directive, name));
    }
}
