package io.howdah.tools.scaffold;

import io.howdah.runtime.source.StartException;
import io.howdah.tools.scaffold.InferredType.Fields;
import io.howdah.tools.scaffold.InferredType.Member;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Fields of a new read model while it is drafted: those of a sample event, and those that options declare. */
final class DraftFields {

    private final String from;
    private final boolean isCloudEvent;
    private final Fields event;
    private final Map<String, Field> fields = new LinkedHashMap<>();

    /** Starts with the fields of the sample, if there is one. */
    DraftFields(Optional<SampleEvent> sample) {
        this.from = sample.map(SampleEvent::name).orElse("--field");
        this.isCloudEvent = sample.map(SampleEvent::isCloudEvent).orElse(false);
        this.event = sample.map(each -> TypeInference.of(each.data())).orElseGet(() -> new Fields(List.of()));
        for (Member member : event.members()) {
            put(new Field(member.name(), member.shape(), false, Names.jqAccess(member.key()), member.key(), List.of()));
        }
    }

    /** Returns the source of the fields, for messages. */
    String from() {
        return from;
    }

    boolean isCloudEvent() {
        return isCloudEvent;
    }

    /** Returns the top-level values of the event. */
    List<Member> members() {
        return event.members();
    }

    Collection<Field> all() {
        return List.copyOf(fields.values());
    }

    boolean has(String name) {
        return fields.containsKey(name);
    }

    /** Returns a field by its name in the SDL. */
    Field get(String name) {
        return Objects.requireNonNull(fields.get(name), name);
    }

    /** Returns the field with this name in the SDL or in the event; if there is none, the name in another spelling. */
    Optional<Field> find(String name) {
        return Optional.ofNullable(fields.get(name))
                .or(() -> first(field -> field.origin().equals(name)))
                .or(() -> first(field -> Names.plain(field.name()).equals(name)));
    }

    /** Returns the field of the first name that has one which matches a condition. */
    Optional<Field> findAny(Stream<String> names, Predicate<Field> isFit) {
        return names.flatMap(name -> find(name).stream()).filter(isFit).findFirst();
    }

    private Optional<Field> first(Predicate<Field> condition) {
        return fields.values().stream().filter(condition).findFirst();
    }

    /** Changes a field, except its name. */
    void change(String name, UnaryOperator<Field> change) {
        put(change.apply(get(name)));
    }

    /** Renames a field, and moves it to the end. */
    void rename(Field field, String name) {
        fields.remove(field.name());
        put(field.named(name));
    }

    private void put(Field field) {
        fields.put(field.name(), field);
    }

    /** Adds a field that an option declares, or changes the type of the event's field. */
    void declare(DeclaredField declared) {
        Field field = find(declared.name())
                .map(there -> there.as(declared.shape()))
                .orElseGet(() -> new Field(
                        Names.field(declared.name()),
                        declared.shape(),
                        false,
                        Names.jqAccess(declared.name()),
                        declared.name(),
                        List.of()));
        put(declared.required() ? field.mandatory() : field);
    }

    /** Adds a field with the value of a record header, and returns it. */
    Field addHeader(String wanted, InferredType shape, String jq, String origin) {
        Field field = new Field(free(wanted), shape, true, jq, origin, List.of());
        put(field);
        return field;
    }

    /**
     * Returns the name of the field that an option names. A field inside an object becomes a top-level field.
     *
     * @throws StartException if there is none
     */
    String require(String flag, String name) {
        Optional<Field> there = find(name);
        if (there.isPresent()) {
            return there.get().name();
        }
        Field nested = nested(name)
                .orElseThrow(() -> new StartException(flag + "=" + Names.printable(name)
                        + " is not a field of " + from + "; the fields are "
                        + fields.values().stream()
                                .map(Field::origin)
                                .map(Names::printable)
                                .collect(Collectors.joining(", "))));
        String free = free(nested.name());
        put(nested.named(free));
        return free;
    }

    private String free(String wanted) {
        return TypeInference.unique(wanted, new HashSet<>(fields.keySet()));
    }

    /** Returns the field inside an object that a path such as {@code customer.id} leads to. */
    Optional<Field> nested(String path) {
        InferredType at = event;
        StringBuilder jq = new StringBuilder();
        for (String part : path.split("\\.", -1)) {
            Optional<Member> member = at instanceof Fields object
                    ? object.members().stream()
                            .filter(each ->
                                    each.key().equals(part) || each.name().equals(part))
                            .findFirst()
                    : Optional.empty();
            if (member.isEmpty()) {
                return Optional.empty();
            }
            jq.append(Names.jqAccess(member.get().key()));
            at = member.get().shape();
        }
        return Optional.of(new Field(Names.field(path.replace('.', '_')), at, false, jq.toString(), path, List.of()));
    }

    /** Returns the paths of all values of the event, each object before its members. */
    List<String> paths() {
        List<String> paths = new ArrayList<>();
        addPaths("", event, paths);
        return paths;
    }

    private static void addPaths(String before, Fields object, List<String> paths) {
        for (Member member : object.members()) {
            String path = before + member.key();
            paths.add(path);
            if (member.shape() instanceof Fields fields) {
                addPaths(path + ".", fields, paths);
            }
        }
    }
}
