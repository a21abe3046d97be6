package io.howdah.tools.scaffold;

import io.howdah.runtime.source.StartException;
import io.howdah.tools.scaffold.InferredType.ListOf;
import io.howdah.tools.scaffold.InferredType.Scalar;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Drafts a read model from options, and from the names and values of a sample event. */
final class Drafting {

    private static final Set<String> FILTERED = Set.of("status", "state", "type", "kind", "category");

    private Drafting() {}

    /**
     * Returns the draft.
     *
     * @throws StartException if an option is invalid, or no field identifies a document
     */
    static Draft of(DomainName name, Optional<SampleEvent> sample, DomainOptions options) {
        DraftFields fields = new DraftFields(sample);
        List<String> notes = new ArrayList<>();
        options.fields().stream().map(DeclaredField::parse).forEach(fields::declare);
        if (sample.isEmpty()) {
            declareNamed(fields, options);
        }
        Set<String> key = new KeyChoice(name, fields, notes::add).choose(options.key());
        Optional<String> version = new VersionChoice(fields, notes::add).choose(options.version(), key);
        boolean owned = new OwnerChoice(name, fields, notes::add).choose(options.owner());
        markForLists(fields, key);
        noteUnknown(fields, notes);
        Set<String> first =
                Stream.concat(key.stream(), version.stream()).collect(Collectors.toCollection(LinkedHashSet::new));
        List<Field> ordered = Stream.concat(
                        first.stream().map(fields::get),
                        fields.all().stream().filter(field -> !first.contains(field.name())))
                .toList();
        return new Draft(ordered, List.copyOf(key), version, !owned, List.copyOf(notes));
    }

    /** Declares the fields that other options name, so that they need no {@code --field} if there is no event. */
    private static void declareNamed(DraftFields fields, DomainOptions options) {
        declareMissing(fields, options.key().isEmpty() ? Stream.of("id") : options.key().stream(), ":ID!");
        declareMissing(fields, options.version().stream(), ":Long!");
        declareMissing(fields, options.owner().stream(), ":ID!");
    }

    private static void declareMissing(DraftFields fields, Stream<String> names, String type) {
        names.filter(each -> fields.find(each).isEmpty())
                .forEach(each -> fields.declare(DeclaredField.parse(each + type)));
    }

    /** Marks the fields that clients usually filter and order lists by. */
    private static void markForLists(DraftFields fields, Set<String> key) {
        fields.all().stream()
                .filter(field -> field.type().equals("String") && FILTERED.contains(Names.plain(field.name())))
                .forEach(field -> fields.change(field.name(), known -> known.with("@filterable")));
        fields.all().stream()
                .filter(field -> field.type().equals("DateTime") && !key.contains(field.name()))
                .findFirst()
                .ifPresent(field -> fields.change(field.name(), known -> known.with("@sortable")));
    }

    private static void noteUnknown(DraftFields fields, List<String> notes) {
        String unknown = fields.all().stream()
                .filter(field ->
                        field.shape().equals(Scalar.JSON) || field.shape().equals(new ListOf(Scalar.JSON)))
                .map(Field::name)
                .collect(Collectors.joining(", "));
        if (!unknown.isEmpty()) {
            notes.add("type JSON, because the event doesn't show more: " + unknown + "; --field name:Type sets a type");
        }
    }
}
