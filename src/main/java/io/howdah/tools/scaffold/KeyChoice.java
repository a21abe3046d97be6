package io.howdah.tools.scaffold;

import io.howdah.runtime.source.StartException;
import io.howdah.tools.scaffold.InferredType.Fields;
import io.howdah.tools.scaffold.InferredType.Member;
import io.howdah.tools.scaffold.InferredType.Scalar;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Chooses the fields that identify a document: those of {@code --key}, or one with a typical name of a key.
 *
 * @param notes receives a line for each choice
 */
record KeyChoice(DomainName name, DraftFields fields, Consumer<String> notes) {

    private static final String SUBJECT = "header(\"CamelCloudEventSubject\")";
    private static final List<String> NAMES = List.of("id", "key", "uuid", "guid", "code", "number", "reference");
    private static final List<String> ENDS = List.of("id", "key", "uuid", "", "number", "no", "code", "reference");

    /**
     * Changes the chosen fields to ids, and returns their names.
     *
     * @param wanted the names of the option, empty to choose a field
     * @throws StartException if no field can be the key
     */
    Set<String> choose(List<String> wanted) {
        Set<String> key = new LinkedHashSet<>();
        if (wanted.isEmpty()) {
            key.add(guess());
        } else {
            wanted.forEach(each -> key.add(fields.require("--key", each)));
        }
        for (String each : key) {
            Field field = fields.get(each);
            if (!field.shape().canBeId()) {
                throw new StartException(
                        fields.from() + ": " + field.origin() + " cannot be the key because its type is "
                                + field.shape().described() + "; name a string or an integer with --key");
            }
            fields.change(each, known -> known.as(Scalar.ID).mandatory());
        }
        return key;
    }

    private String guess() {
        Field key = named().or(this::onlyId)
                .or(this::nested)
                .or(this::subject)
                .orElseThrow(() -> new StartException(fields.from() + " has no field that looks like a key of "
                        + name.type() + "; name one with --key, for example --key " + example()));
        if (key.name().equals("id") || fields.has("id")) {
            return key.name();
        }
        fields.rename(key, "id");
        notes.accept("key: id, from " + key.origin());
        return "id";
    }

    private Optional<Field> named() {
        List<String> names = new ArrayList<>(NAMES);
        ENDS.forEach(end -> names.add(Names.plain(name.type()) + end));
        List<String> words = Names.words(name.one());
        names.add(words.get(words.size() - 1) + "id");
        return fields.findAny(names.stream(), field -> field.shape().canBeId());
    }

    private Optional<Field> onlyId() {
        List<Field> ids = fields.all().stream()
                .filter(field ->
                        TypeInference.isId(field.name()) && field.shape().canBeId())
                .toList();
        return ids.size() == 1 ? Optional.of(ids.get(0)) : Optional.empty();
    }

    /** Looks for a key in a nested object, because an event is often an envelope around the entity. */
    private Optional<Field> nested() {
        return fields.members().stream()
                .filter(member -> member.shape() instanceof Fields)
                .flatMap(this::nestedIn)
                .findFirst()
                .map(path -> fields.get(fields.require("--key", path)));
    }

    private Stream<String> nestedIn(Member object) {
        String type = Names.plain(name.type());
        boolean isEntity =
                Names.plain(object.key()).equals(type) || fields.members().size() == 1;
        return Stream.of("id", name.one() + "Id", name.one() + "_id")
                .map(end -> object.key() + "." + end)
                .filter(path -> fields.nested(path)
                        .filter(found -> found.shape().canBeId())
                        .isPresent())
                .filter(path -> isEntity || path.toLowerCase(Locale.ROOT).contains("." + type));
    }

    private Optional<Field> subject() {
        return fields.isCloudEvent()
                ? Optional.of(fields.addHeader("id", Scalar.ID, SUBJECT, "subject"))
                : Optional.empty();
    }

    private String example() {
        return fields.all().stream()
                .findFirst()
                .map(Field::origin)
                .map(Names::printable)
                .orElse("id");
    }
}
