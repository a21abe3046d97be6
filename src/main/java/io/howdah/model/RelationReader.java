package io.howdah.model;

import graphql.language.Directive;
import graphql.language.FieldDefinition;
import graphql.language.ObjectTypeDefinition;
import graphql.schema.idl.TypeUtil;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Creates the relations of types with {@code @readModel} and reports their problems. */
final class RelationReader {

    private static final List<String> STORED_FIELD_DIRECTIVES =
            List.of("owner", "tenant", "stored", "filterable", "sortable", "part");

    private final SdlProblems problems;

    RelationReader(SdlProblems problems) {
        this.problems = problems;
    }

    /** Returns the relations of a type. {@link #check} checks their targets when all models are known. */
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
                    name + " is a non-null relation",
                    "remove the '!' of its type: the other document may be missing, or not visible to the caller");
        }
        STORED_FIELD_DIRECTIVES.stream().filter(field::hasDirective).forEach(other -> {
            problems.add(field, "@" + other + " on " + name + ", which is a relation and not stored", "remove it");
        });
        String from = text(directive, "from");
        Optional<ModelField> start =
                type.fields().stream().filter(each -> each.name().equals(from)).findFirst();
        if (start.isEmpty() && !from.isEmpty()) {
            problems.add(
                    directive,
                    "from names \"" + from + "\", which is not a field of " + type.sdlName(),
                    "declare the field, such as " + from + ": ID @stored, or correct the name");
        } else if (start.isPresent()
                && (!(single(start.get()) instanceof ScalarType) || single(start.get()) == ScalarType.JSON)) {
            problems.add(
                    directive,
                    "from names " + type.sdlName() + "." + from + ", which is not a scalar",
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

    /** Reports relations with an invalid target. */
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
                // Already reported: there is no such type, or it is not a read model.
                continue;
            }
            if (target == null || !shown.equals(relation.model())) {
                problems.add(
                        directive,
                        "model names \"" + relation.model() + "\", but the field's type is " + shown,
                        "name the same @readModel type in both");
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
                    "to names \"" + relation.to() + "\", which is not a field of " + target.name(),
                    "declare the field or correct the name");
        } else if (!single(to.get()).equals(single(relation.from()))) {
            problems.add(
                    directive,
                    model.name() + "." + relation.from().name() + " is "
                            + single(relation.from()).sdlName() + " and "
                            + target.name() + "." + relation.to() + " is "
                            + single(to.get()).sdlName(),
                    "relate fields of the same type");
        }
    }

    private static FieldType single(ModelField field) {
        return field.type() instanceof ListType list ? list.element() : field.type();
    }

    private static String text(Directive directive, String name) {
        return String.join("", ModelReader.texts(directive, name));
    }
}
