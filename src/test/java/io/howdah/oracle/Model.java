package io.howdah.oracle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import io.howdah.oracle.Access.Rule;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A read model of a generated schema.
 *
 * @param name its type; the channel and the lists have {@link #plural}
 * @param key its key fields
 * @param version the type of its version field, or null where the offset is the version
 * @param access who may see what
 * @param fields its other fields, without those of the key and of access
 * @param partVersion the type of the version of its part {@code extra}, ID where the offset is the version, or null for no part
 * @param isExternal whether the test writes the documents
 * @param isConflated whether its channel conflates
 * @param isEnveloped whether a transform takes the document out of an envelope
 * @param padding the length of a field that makes events long, or 0
 */
record Model(
        String name,
        List<String> key,
        Kind version,
        Access access,
        List<Field> fields,
        Kind partVersion,
        boolean isExternal,
        boolean isConflated,
        Frame frame,
        boolean isEnveloped,
        int padding) {

    /** A few of these fill the queue of a subscriber; the kernel keeps little for a {@link Throttle}. */
    private static final int PADDING = 15_000;

    private static final Instant EPOCH = Instant.parse("2020-01-01T00:00:00Z");
    private static final Field OWNER = new Field("owner", Kind.ID, false, false, false);

    /** Creates a random model with some of each feature. */
    static Model any(Dice dice, String name, boolean isExternal, boolean isPadded) {
        Access access = isExternal ? external(dice) : own(dice, isPadded);
        List<String> key = isExternal && !access.owners().isEmpty()
                ? List.of("owner", "seat")
                : dice.oneIn(3) ? List.of("hall", "seat") : List.of("id");
        List<Field> fields = new ArrayList<>(List.of(new Field("label", Kind.STRING, false, true, false)));
        List<Kind> kinds = List.of(Kind.values());
        int wanted = 2 + dice.below(4);
        for (int i = 0; i < wanted; i++) {
            boolean isList = dice.oneIn(4);
            fields.add(new Field("f" + i, dice.of(kinds), isList, !dice.oneIn(4), dice.oneIn(6)));
        }
        // Becomes filterable when the application is changed.
        fields.add(new Field("late", Kind.COLOUR, false, false, false));
        List<Kind> versions = isExternal
                ? java.util.Arrays.asList(null, Kind.INT)
                : java.util.Arrays.asList(null, Kind.LONG, Kind.INT, Kind.DECIMAL, Kind.DATE_TIME);
        boolean hasPart = !isExternal && dice.oneIn(4);
        return new Model(
                name,
                key,
                dice.of(versions),
                access,
                fields,
                hasPart ? dice.of(List.of(Kind.LONG, Kind.ID)) : null,
                isExternal,
                !isExternal && (isPadded ? dice.below(4) > 0 : dice.oneIn(3)),
                dice.of(List.of(Frame.NONE, Frame.NONE, Frame.SUBSET, Frame.MASK, Frame.WITHHOLD)),
                dice.oneIn(2),
                isPadded ? PADDING : 0);
    }

    /** With long events, all users see many documents, so that slow subscribers have something to wait for. */
    private static Access own(Dice dice, boolean isPadded) {
        if (isPadded && dice.below(4) > 0) {
            return new Access(List.of(), List.of(), false, true);
        }
        Rule owner = new Rule("owner", "sub", false);
        Rule teams = new Rule("teams", "teams", true);
        List<Rule> owners =
                dice.of(List.of(List.of(owner), List.of(teams), List.of(owner, teams), List.of(owner), List.of()));
        boolean isPublic = owners.isEmpty() && dice.oneIn(2);
        return new Access(
                owners,
                dice.oneIn(3) ? List.of(new Rule("org", "org", false)) : List.of(),
                !isPublic && (owners.isEmpty() || dice.oneIn(2)),
                isPublic);
    }

    private static Access external(Dice dice) {
        return dice.of(List.of(
                new Access(List.of(), List.of(), false, true),
                new Access(List.of(), List.of(), true, false),
                new Access(List.of(new Rule("owner", "sub", false)), List.of(), dice.oneIn(2), false)));
    }

    /** Whether a topic's offsets are the versions of its documents. */
    boolean isByOffset() {
        return !isExternal && version == null;
    }

    String plural() {
        return name.toLowerCase(java.util.Locale.ROOT) + "s";
    }

    String singular() {
        return name.toLowerCase(java.util.Locale.ROOT);
    }

    /** Returns all fields that a filter may name, by name. */
    Map<String, Field> byName() {
        return fields.stream().collect(Collectors.toMap(Field::name, Function.identity()));
    }

    /** Returns the fields that a user may filter by. */
    List<Field> filterable(User user, boolean isLateFilterable) {
        return fields.stream()
                .filter(field -> field.isFilterable()
                        || (isLateFilterable && field.name().equals("late")))
                .filter(field -> !field.isSecret() || user.isSupport())
                .toList();
    }

    /** Returns a version as JSON shows it. */
    JsonNode version(long number) {
        return Kind.mapper()
                .valueToTree(
                        switch (version) {
                            case INT -> (int) number;
                            case DECIMAL -> number + ".5";
                            case DATE_TIME ->
                                EPOCH.plusSeconds(number).toString().replace("Z", ".000Z");
                            default -> number;
                        });
    }

    /** Returns the order of a version, as an event shows it. */
    static BigDecimal order(String version) {
        return version.contains("T") ? new BigDecimal(Instant.parse(version).toEpochMilli()) : new BigDecimal(version);
    }

    /** Returns the key as events show it. */
    String keyText(Function<String, JsonNode> values) {
        return key.size() == 1
                ? values.apply(key.get(0)).asText()
                : key.stream()
                        .map(field ->
                                values.apply(field).asText().replace("%", "%25").replace(":", "%3A"))
                        .collect(Collectors.joining(":"));
    }

    boolean sees(User user, State state) {
        return access.sees(user, state);
    }

    /** Returns what an event about a state shows to a user, without the part. */
    Map<String, JsonNode> shown(User user, State state, boolean isGraphQl) {
        Map<String, JsonNode> shown = new LinkedHashMap<>();
        key.forEach(field -> shown.put(field, state.get(field)));
        shown.put("mark", state.get("mark"));
        fields.forEach(field -> shown.put(field.name(), state.get(field.name())));
        frame.apply(shown, isGraphQl);
        fields.stream()
                .filter(field -> field.isSecret() && !user.isSupport() && shown.containsKey(field.name()))
                .forEach(field -> shown.put(field.name(), NullNode.getInstance()));
        return shown;
    }

    /** Returns the GraphQL fields that show a document. */
    String selection() {
        return String.join(" ", key) + " mark "
                + fields.stream().map(Field::name).collect(Collectors.joining(" "))
                + (padding == 0 ? "" : " pad")
                + (partVersion == null ? "" : " extra { mark }");
    }

    boolean isSame(String field, JsonNode one, JsonNode other) {
        Field known = byName().getOrDefault(field, OWNER);
        return field.equals("mark") || field.equals("seat") ? one.asLong() == other.asLong() : known.isSame(one, other);
    }

    @Override
    public String toString() {
        return "%s(key %s, version %s, %s%s%s%s%s, frame %s, %s)"
                .formatted(
                        name,
                        key,
                        version == null ? "offset" : version,
                        access,
                        isExternal ? ", external" : "",
                        isConflated ? ", conflated" : "",
                        partVersion == null ? "" : ", part by " + partVersion,
                        padding == 0 ? "" : ", padded",
                        frame,
                        fields);
    }
}
