package io.howdah.tools.scaffold;

import io.howdah.model.Plurals;
import io.howdah.tools.scaffold.InferredType.Fields;
import io.howdah.tools.scaffold.InferredType.ListOf;
import io.howdah.tools.scaffold.InferredType.Member;
import io.howdah.tools.scaffold.InferredType.Scalar;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Writes the SDL of a read model, with a type for each nested object. */
final class Sdl {

    /** Suffixes of the types that the runtime generates for a read model. */
    private static final List<String> GENERATED =
            List.of("", "Connection", "Edge", "Filter", "Order", "OrderField", "Change", "Condition", "ListCondition");

    private final DomainName name;
    private final Set<String> taken;
    private final List<String> types = new ArrayList<>();

    private Sdl(DomainName name, Set<String> taken) {
        this.name = name;
        this.taken = new HashSet<>(taken);
        GENERATED.forEach(ending -> this.taken.add(name.type() + ending));
    }

    /**
     * Returns the text.
     *
     * @param source the source of the fields, for the description
     * @param taken the names of existing types
     */
    static String write(DomainName name, Draft draft, String source, Set<String> taken) {
        return new Sdl(name, taken).write(draft, source);
    }

    private String write(Draft draft, String source) {
        String fields = draft.fields().stream().map(this::field).collect(Collectors.joining());
        String model = "\"Generated from " + source + ". Describe the type here for clients.\"\n"
                + "type " + name.type() + " @readModel(collection: \"" + name.list() + "\", key: " + key(draft)
                + draft.version().map(each -> ", version: \"" + each + "\"").orElse("") + ")"
                + (draft.isPublic() ? " @public" : "") + " {\n" + fields + "}\n";
        return Stream.concat(Stream.of(model), types.stream()).collect(Collectors.joining("\n"));
    }

    private static String key(Draft draft) {
        String names = draft.key().stream().map(each -> "\"" + each + "\"").collect(Collectors.joining(", "));
        return draft.key().size() == 1 ? names : "[" + names + "]";
    }

    private String field(Field field) {
        String directives = field.directives().stream().map(each -> " " + each).collect(Collectors.joining());
        return "  " + field.name() + ": " + type(name.type(), field.name(), field.shape())
                + (field.required() ? "!" : "") + directives + "\n";
    }

    private String type(String parent, String field, InferredType shape) {
        if (shape instanceof Scalar scalar) {
            return scalar.type();
        }
        if (shape instanceof ListOf list) {
            String one = Optional.of(field)
                    .map(Names::capital)
                    .flatMap(Plurals::typeOf)
                    .orElse(field);
            return "[" + type(parent, one, list.element()) + "!]";
        }
        return object(parent + Names.capital(field), (Fields) shape);
    }

    private String object(String wanted, Fields object) {
        String type = taken.contains(wanted)
                ? TypeInference.unique(wanted + "Data", taken)
                : TypeInference.unique(wanted, taken);
        // A type comes before the types that it contains.
        int index = types.size();
        StringBuilder fields = new StringBuilder();
        for (Member member : object.members()) {
            fields.append("  ")
                    .append(member.name())
                    .append(": ")
                    .append(type(type, member.name(), member.shape()))
                    .append("\n");
        }
        types.add(index, "type " + type + " {\n" + fields + "}\n");
        return type;
    }
}
