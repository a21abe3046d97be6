package io.howdah.tools.compatibility;

import com.fasterxml.jackson.databind.JsonNode;
import io.howdah.graphql.schema.SchemaChange;
import io.howdah.graphql.schema.SchemaChange.Effect;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** Set of changes. A change that is added twice keeps the worse of its effects. */
final class Changes {

    private final Map<String, Effect> effects = new TreeMap<>();

    /** Returns all changes, the worst first. */
    List<SchemaChange> all() {
        return effects.entrySet().stream()
                .map(change -> new SchemaChange(change.getValue(), change.getKey()))
                .sorted(Comparator.comparing(SchemaChange::effect).thenComparing(SchemaChange::what))
                .toList();
    }

    void add(Effect effect, String what) {
        effects.merge(what, effect, (one, other) -> one.compareTo(other) < 0 ? one : other);
    }

    void breaking(String what) {
        add(Effect.BREAKING, what);
    }

    void dangerous(String what) {
        add(Effect.DANGEROUS, what);
    }

    void safe(String what) {
        add(Effect.SAFE, what);
    }

    /** Compares the members of two objects by their names. */
    static void compare(
            JsonNode before,
            JsonNode after,
            BothHaveIt both,
            Consumer<String> gone,
            BiConsumer<String, JsonNode> added) {
        before.properties().forEach(member -> {
            JsonNode present = after.get(member.getKey());
            if (present == null) {
                gone.accept(member.getKey());
            } else {
                both.accept(member.getKey(), member.getValue(), present);
            }
        });
        after.properties().forEach(member -> {
            if (!before.has(member.getKey())) {
                added.accept(member.getKey(), member.getValue());
            }
        });
    }

    /** Consumer of a member that both objects have. */
    @FunctionalInterface
    interface BothHaveIt {
        void accept(String name, JsonNode before, JsonNode after);
    }
}
