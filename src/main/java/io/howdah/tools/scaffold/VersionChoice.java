package io.howdah.tools.scaffold;

import io.howdah.runtime.source.StartException;
import io.howdah.tools.scaffold.InferredType.Scalar;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Chooses the field that grows with each change of a document: that of {@code --version}, a number or a time with a typical name, or
 * the time of a CloudEvent.
 *
 * @param notes receives a line for each choice
 */
record VersionChoice(DraftFields fields, Consumer<String> notes) {

    private static final String TIME = "header(\"CamelCloudEventTime\")";
    private static final Set<String> TYPES = Set.of("Long", "Int", "Decimal", "DateTime");
    private static final List<String> NUMBERS =
            List.of("sequence", "seq", "version", "revision", "rev", "sequencenumber", "seqno", "eventversion");
    private static final List<String> TIMES = List.of(
            "updatedat",
            "modifiedat",
            "changedat",
            "lastmodified",
            "lastupdated",
            "updated",
            "modified",
            "occurredat",
            "eventtime",
            "timestamp",
            "time",
            "at",
            "ts");

    /**
     * Changes the chosen field to a version, and returns its name. Empty means that the order of the records decides.
     *
     * @param wanted the name of the option, or empty to choose a field
     * @param key the key's fields
     * @throws StartException if the wanted field does not grow
     */
    Optional<String> choose(Optional<String> wanted, Set<String> key) {
        Optional<String> chosen =
                wanted.map(each -> fields.require("--version", each)).or(() -> guess(key));
        if (chosen.isEmpty()) {
            notes.accept(
                    "no version: the records' positions in the topic order the changes; --version names a field that grows");
            return chosen;
        }
        Field field = fields.get(chosen.get());
        String type = field.type();
        if (!TYPES.contains(type)) {
            throw new StartException("--version: " + field.origin() + " is "
                    + field.shape().described()
                    + ", but must be a number or a time that grows with each change; name another field");
        }
        fields.change(field.name(), known -> (type.equals("Int") ? known.as(Scalar.LONG) : known).mandatory());
        notes.accept("version: " + field.name());
        return chosen;
    }

    private Optional<String> guess(Set<String> key) {
        return fields.findAny(
                        NUMBERS.stream(),
                        field -> Set.of("Int", "Long").contains(field.type()) && !key.contains(field.name()))
                .or(() -> fields.findAny(TIMES.stream(), field -> field.type().equals("DateTime")))
                .or(this::time)
                .map(Field::name);
    }

    private Optional<Field> time() {
        return fields.isCloudEvent()
                ? Optional.of(fields.addHeader("updatedAt", new Scalar("DateTime"), TIME, "time"))
                : Optional.empty();
    }
}
