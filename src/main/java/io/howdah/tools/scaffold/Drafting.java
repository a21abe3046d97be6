package io.howdah.tools.scaffold;

import io.howdah.runtime.source.StartException;
import io.howdah.tools.scaffold.InferredType.Fields;
import io.howdah.tools.scaffold.InferredType.ListOf;
import io.howdah.tools.scaffold.InferredType.Member;
import io.howdah.tools.scaffold.InferredType.Scalar;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds out what identifies, orders and owns the documents of a new read model: as somebody says, or by the names of fields. */
final class Drafting {

    private static final String SUBJECT = "header(\"CamelCloudEventSubject\")";
    private static final String TIME = "header(\"CamelCloudEventTime\")";

    private static final List<String> KEYS = List.of("id", "key", "uuid", "guid", "code", "number", "reference");
    private static final List<String> VERSIONS =
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
    private static final List<String> OWNERS = List.of("owner", "user", "customer");
    private static final Set<String> FILTERED = Set.of("status", "state", "type", "kind", "category");
    private static final Set<String> VERSION_TYPES = Set.of("Long", "Int", "Decimal", "DateTime");

    private final DomainName name;
    private final DomainOptions wishes;
    private final String from;
    private final boolean isCloudEvent;
    private final Fields event;
    private final Map<String, Field> fields = new LinkedHashMap<>();
    private final List<String> notes = new ArrayList<>();

    private Drafting(DomainName name, DomainOptions wishes, String from, boolean isCloudEvent, Fields event) {
        this.name = name;
        this.wishes = wishes;
        this.from = from;
        this.isCloudEvent = isCloudEvent;
        this.event = event;
    }

    /**
     * Return the draft.
     *
     * @throws StartException if a wish cannot be met, or no field identifies a document
     */
    static Draft of(DomainName name, Optional<SampleEvent> sample, DomainOptions wishes) {
        Drafting drafting = new Drafting(
                name,
                wishes,
                sample.map(SampleEvent::name).orElse("--field"),
                sample.map(SampleEvent::isCloudEvent).orElse(false),
                sample.map(event -> TypeInference.of(event.data())).orElseGet(() -> new Fields(List.of())));
        return drafting.draft(sample.isPresent());
    }

    private Draft draft(boolean hasEvent) {
        event.members().forEach(this::add);
        wishes.fields().stream().map(DeclaredField::parse).forEach(this::declare);
        if (!hasEvent) {
            named();
        }
        Set<String> key = key();
        Optional<String> version = version(key);
        boolean owned = owner();
        marks(key);
        unknown();
        List<String> first = Stream.concat(key.stream(), version.stream()).toList();
        List<Field> ordered = Stream.concat(
                        first.stream().distinct().map(this::field),
                        fields.values().stream().filter(field -> !first.contains(field.name())))
                .toList();
        return new Draft(ordered, List.copyOf(key), version, !owned, List.copyOf(notes));
    }

    private void add(Member member) {
        String path = Names.jqAccess(member.key());
        fields.put(member.name(), new Field(member.name(), member.shape(), false, path, member.key(), List.of()));
    }

    private void declare(DeclaredField declared) {
        Optional<Field> there = byName(declared.name());
        if (there.isPresent()) {
            Field field = there.get().as(declared.shape());
            fields.put(field.name(), declared.required() ? field.mandatory() : field);
            return;
        }
        String field = Names.field(declared.name());
        fields.put(
                field,
                new Field(
                        field,
                        declared.shape(),
                        declared.required(),
                        Names.jqAccess(declared.name()),
                        declared.name(),
                        List.of()));
    }

    /** Without an event, fields that flags name need not be declared as well. */
    private void named() {
        Stream.concat(wishes.key().stream(), wishes.key().isEmpty() ? Stream.of("id") : Stream.of())
                .filter(each -> byName(each).isEmpty())
                .forEach(each -> declare(DeclaredField.parse(each + ":ID!")));
        wishes.version()
                .filter(each -> byName(each).isEmpty())
                .ifPresent(each -> declare(DeclaredField.parse(each + ":Long!")));
        wishes.owner()
                .filter(each -> byName(each).isEmpty())
                .ifPresent(each -> declare(DeclaredField.parse(each + ":ID!")));
    }

    private Set<String> key() {
        Set<String> key = new LinkedHashSet<>();
        if (wishes.key().isEmpty()) {
            key.add(guessedKey());
        } else {
            wishes.key().forEach(each -> key.add(wished("--key", each)));
        }
        for (String each : key) {
            Field field = field(each);
            if (!(field.shape() instanceof Scalar scalar)
                    || !Set.of("ID", "String", "Int", "Long").contains(scalar.type())) {
                throw new StartException(from + ": " + field.origin() + " cannot be the key, as it is "
                        + described(field.shape()) + "; name a text or a whole number by --key");
            }
            fields.put(each, field.as(Scalar.ID).mandatory());
        }
        return key;
    }

    private String guessedKey() {
        List<String> names = new ArrayList<>(KEYS);
        String type = Names.plain(name.type());
        Stream.of("id", "key", "uuid", "", "number", "no", "code", "reference").forEach(end -> names.add(type + end));
        List<String> words = Names.words(name.one());
        names.add(words.get(words.size() - 1) + "id");
        Optional<Field> found = names.stream()
                .flatMap(each -> byName(each).stream())
                .filter(field -> isKeyLike(field.shape()))
                .findFirst();
        if (found.isEmpty()) {
            List<Field> ids = fields.values().stream()
                    .filter(field -> TypeInference.isId(field.name()) && isKeyLike(field.shape()))
                    .toList();
            found = ids.size() == 1 ? Optional.of(ids.get(0)) : Optional.empty();
        }
        if (found.isEmpty()) {
            found = nestedKey();
        }
        if (found.isEmpty() && isCloudEvent) {
            found = Optional.of(header("id", Scalar.ID, SUBJECT, "subject"));
        }
        Field key = found.orElseThrow(() -> new StartException(from + " has no field that looks like a key of "
                + name.type() + "; name one by --key, such as --key " + someName()));
        return calledId(key);
    }

    /** An event's envelope often has the thing itself as an object. */
    private Optional<Field> nestedKey() {
        String type = Names.plain(name.type());
        return event.members().stream()
                .filter(member -> member.shape() instanceof Fields)
                .flatMap(member -> Stream.of("id", name.one() + "Id", name.one() + "_id")
                        .map(end -> member.key() + "." + end)
                        .filter(path -> find(path)
                                .filter(found -> isKeyLike(found.shape()))
                                .isPresent())
                        .filter(path -> Names.plain(member.key()).equals(type)
                                || event.members().size() == 1
                                || path.toLowerCase(Locale.ROOT).contains("." + type)))
                .findFirst()
                .map(path -> field(wished("--key", path)));
    }

    private String calledId(Field key) {
        if (key.name().equals("id") || fields.containsKey("id")) {
            return key.name();
        }
        fields.remove(key.name());
        fields.put("id", key.named("id"));
        notes.add("key: id, from " + key.origin());
        return "id";
    }

    private Optional<String> version(Set<String> key) {
        Optional<String> chosen = wishes.version().map(each -> wished("--version", each));
        if (chosen.isEmpty()) {
            chosen = VERSIONS.stream()
                    .flatMap(each -> byName(each).stream())
                    .filter(field -> Set.of("Int", "Long").contains(typeOf(field)) && !key.contains(field.name()))
                    .map(Field::name)
                    .findFirst();
        }
        if (chosen.isEmpty()) {
            chosen = TIMES.stream()
                    .flatMap(each -> byName(each).stream())
                    .filter(field -> typeOf(field).equals("DateTime"))
                    .map(Field::name)
                    .findFirst();
        }
        if (chosen.isEmpty() && isCloudEvent) {
            Field time = header("updatedAt", new Scalar("DateTime"), TIME, "time");
            chosen = Optional.of(time.name());
        }
        if (chosen.isEmpty()) {
            notes.add(
                    "no version: the records' places in the topic order the changes; --version names a field that grows");
            return chosen;
        }
        Field field = field(chosen.get());
        if (!VERSION_TYPES.contains(typeOf(field))) {
            throw new StartException("--version: " + field.origin() + " is " + described(field.shape())
                    + ", and must be a number or a time that grows with each change; name another field");
        }
        boolean whole = typeOf(field).equals("Int");
        fields.put(field.name(), (whole ? field.as(Scalar.LONG) : field).mandatory());
        notes.add("version: " + field.name());
        return chosen;
    }

    private boolean owner() {
        Optional<String> chosen = wishes.owner().map(each -> wished("--owner", each));
        if (chosen.isEmpty()) {
            chosen = guessedOwner();
            chosen.ifPresent(each -> notes.add("owner: " + each + ", by its name; --owner names another field"));
        }
        if (chosen.isEmpty()) {
            notes.add("@public: everyone sees every " + name.one()
                    + "; --owner names the field with whom one belongs to");
            return false;
        }
        Field field = field(chosen.get());
        InferredType single = field.shape() instanceof ListOf list ? list.element() : field.shape();
        if (!(single instanceof Scalar scalar)
                || !Set.of("ID", "String", "Int", "Long").contains(scalar.type())) {
            throw new StartException("--owner: " + field.origin() + " is " + described(field.shape())
                    + ", and must be a text; name the field that has the owner's subject");
        }
        InferredType text = scalar.type().equals("String") ? single : Scalar.ID;
        fields.put(
                field.name(),
                field.as(field.shape() instanceof ListOf ? new ListOf(text) : text)
                        .mandatory()
                        .with("@owner(claim: \"sub\")"));
        return true;
    }

    private Optional<String> guessedOwner() {
        List<String> paths = new ArrayList<>();
        paths("", event, paths);
        for (String each : OWNERS) {
            Optional<String> found = paths.stream()
                    .filter(path -> isOf(each, path))
                    .filter(path ->
                            find(path).filter(field -> isKeyLike(field.shape())).isPresent())
                    .findFirst();
            if (found.isPresent()) {
                return found.map(path -> wished("--owner", path));
            }
        }
        return Optional.empty();
    }

    /** Whether a path ends with {@code customerId} or with {@code customer.id}. */
    private static boolean isOf(String who, String path) {
        return Names.plain(path.substring(path.lastIndexOf('.') + 1)).equals(who + "id")
                || path.matches("(?i)(.*\\.)?" + who + "\\.id");
    }

    private static void paths(String before, Fields object, List<String> paths) {
        for (Member member : object.members()) {
            String path = before + member.key();
            paths.add(path);
            if (member.shape() instanceof Fields fields) {
                paths(path + ".", fields, paths);
            }
        }
    }

    /** What lists are mostly filtered and ordered by. */
    private void marks(Set<String> key) {
        for (Field field : List.copyOf(fields.values())) {
            if (typeOf(field).equals("String") && FILTERED.contains(Names.plain(field.name()))) {
                fields.put(field.name(), field.with("@filterable"));
            }
        }
        fields.values().stream()
                .filter(field -> typeOf(field).equals("DateTime") && !key.contains(field.name()))
                .findFirst()
                .ifPresent(field -> fields.put(field.name(), field.with("@sortable")));
    }

    private void unknown() {
        List<String> unknown = fields.values().stream()
                .filter(field ->
                        field.shape().equals(Scalar.JSON) || field.shape().equals(new ListOf(Scalar.JSON)))
                .map(Field::name)
                .toList();
        if (!unknown.isEmpty()) {
            notes.add("JSON, as the event doesn't tell more: " + String.join(", ", unknown)
                    + "; --field name:Type says a type");
        }
    }

    /** Return the name of the field that a flag names; one inside an object becomes a field of its own. */
    private String wished(String flag, String said) {
        Optional<Field> there = byName(said);
        if (there.isPresent()) {
            return there.get().name();
        }
        Field found = find(said)
                .orElseThrow(() -> new StartException(flag + "=" + Names.printable(said)
                        + " is no field of " + from + "; it has "
                        + fields.values().stream()
                                .map(Field::origin)
                                .map(Names::printable)
                                .collect(Collectors.joining(", "))));
        String free = TypeInference.unique(found.name(), new HashSet<>(fields.keySet()));
        fields.put(free, found.named(free));
        return free;
    }

    /** The field inside an object that a path such as {@code customer.id} leads to. */
    private Optional<Field> find(String path) {
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

    private Field header(String wanted, InferredType shape, String jq, String origin) {
        String free = TypeInference.unique(wanted, new HashSet<>(fields.keySet()));
        Field field = new Field(free, shape, true, jq, origin, List.of());
        fields.put(free, field);
        return field;
    }

    private Optional<Field> byName(String said) {
        return Optional.ofNullable(fields.get(said))
                .or(() -> fields.values().stream()
                        .filter(field -> field.origin().equals(said))
                        .findFirst())
                .or(() -> fields.values().stream()
                        .filter(field -> Names.plain(field.name()).equals(said))
                        .findFirst());
    }

    private Field field(String known) {
        return Objects.requireNonNull(fields.get(known), known);
    }

    private String someName() {
        return fields.values().stream()
                .findFirst()
                .map(Field::origin)
                .map(Names::printable)
                .orElse("id");
    }

    private static boolean isKeyLike(InferredType shape) {
        return shape instanceof Scalar scalar
                && Set.of("ID", "String", "Int", "Long").contains(scalar.type());
    }

    private static String typeOf(Field field) {
        return field.shape() instanceof Scalar scalar ? scalar.type() : "";
    }

    private static String described(InferredType shape) {
        if (shape instanceof Scalar scalar) {
            return scalar.type();
        }
        return shape instanceof ListOf ? "a list" : "an object";
    }
}
