package io.howdah.oracle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The random history of one model: what is written, in its order, and what of it counts. */
final class History {

    private static final String HEADER = "record-version";

    private final Model model;
    private final Dice dice;
    private final List<Map<String, JsonNode>> keys = new ArrayList<>();
    private final Map<String, State> last = new LinkedHashMap<>();
    private final Map<String, Long> versions = new LinkedHashMap<>();
    private final Map<Long, State> states = new LinkedHashMap<>();
    private final List<Write> written = new ArrayList<>();
    private final JsonNode padding;
    private long marks;

    /**
     * Begins one.
     *
     * @param number tells its model's marks from those of others
     */
    History(Model model, Dice dice, int number, int keys) {
        this.model = model;
        this.dice = dice;
        this.padding = Kind.mapper().valueToTree("x".repeat(model.padding()));
        this.marks = number * 1_000_000L;
        for (int i = 0; i < keys; i++) {
            this.keys.add(key(i));
        }
    }

    Model model() {
        return model;
    }

    private Map<String, JsonNode> key(int number) {
        Map<String, JsonNode> key = new LinkedHashMap<>();
        for (String field : model.key()) {
            key.put(
                    field,
                    Kind.mapper()
                            .valueToTree(
                                    switch (field) {
                                        case "seat" -> number / 2;
                                        case "owner" -> User.NAMES.get(number % User.NAMES.size());
                                        case "hall" -> number % 2 == 0 ? "e:u" : "n%a";
                                        default -> model.singular() + "-" + number;
                                    }));
        }
        return key;
    }

    /** Returns the state with a mark. */
    synchronized State state(long mark) {
        return states.get(mark);
    }

    /** Returns all that was written. */
    synchronized List<Write> written() {
        return List.copyOf(written);
    }

    /** Makes the next writes: one, or two that belong together. */
    synchronized List<Write> next() {
        List<Write> next = some();
        written.addAll(next);
        return next;
    }

    private List<Write> some() {
        Map<String, JsonNode> key = dice.of(keys);
        String text = model.keyText(key::get);
        if (model.isExternal()) {
            return List.of(external(key, text));
        }
        if (model.partVersion() != null && dice.oneIn(4)) {
            return List.of(part(key, text));
        }
        int choice = dice.below(100);
        boolean isKnown = last.containsKey(text);
        if (choice < 10 && isKnown) {
            return List.of(put(key, text, Math.max(0, versions.get(text) - 1 - dice.below(3))));
        } else if (choice < 17 && isKnown) {
            List<Write> earlier = written.stream()
                    .filter(write -> write.key().equals(text) && !write.isPart())
                    .toList();
            return List.of(dice.of(earlier));
        } else if (choice < 22 && isKnown) {
            return List.of(put(key, text, versions.get(text)));
        } else if (choice < 27) {
            long version = versions.getOrDefault(text, 0L) + 2;
            return List.of(put(key, text, version), put(key, text, version - 1));
        } else if (choice < 42) {
            return List.of(delete(key, text));
        } else if (choice < 46) {
            return List.of(bad(key, text));
        }
        return List.of(put(key, text, versions.getOrDefault(text, 0L) + 1 + dice.below(2)));
    }

    private Write put(Map<String, JsonNode> key, String text, long version) {
        boolean isNewest = version >= versions.getOrDefault(text, 0L);
        State state = make(key, last.get(text), version);
        if (isNewest || model.version() == null) {
            versions.put(text, Math.max(version, versions.getOrDefault(text, 0L)));
            last.put(text, state);
        }
        ObjectNode document = Kind.mapper().valueToTree(state.fields());
        return new Write(model, false, text, key, value(document, false), Map.of(), order(version), state, false);
    }

    private BigDecimal order(long version) {
        return model.version() == null
                ? null
                : Model.order(model.version(version).asText());
    }

    private String value(ObjectNode document, boolean isGone) {
        if (!model.isEnveloped()) {
            return document.toString();
        }
        ObjectNode envelope = Kind.mapper().createObjectNode().put("gone", isGone);
        envelope.set("document", document);
        return envelope.toString();
    }

    private State make(Map<String, JsonNode> key, State former, long version) {
        long mark = ++marks;
        Map<String, JsonNode> fields = new LinkedHashMap<>(key);
        fields.put("mark", Kind.mapper().valueToTree(mark));
        if (model.version() != null) {
            fields.put("rev", model.version(version));
        }
        model.access().owners().stream()
                .filter(rule -> !key.containsKey(rule.field()))
                .forEach(rule -> fields.put(
                        rule.field(), keep(former, rule.field()) ? former.get(rule.field()) : owner(rule.isList())));
        model.access()
                .tenants()
                .forEach(rule -> fields.put(
                        rule.field(),
                        keep(former, rule.field())
                                ? former.get(rule.field())
                                : Kind.mapper().valueToTree(dice.of(User.ORGS))));
        for (Field field : model.fields()) {
            fields.put(field.name(), keep(former, field.name()) ? former.get(field.name()) : field.any(dice));
        }
        if (model.padding() > 0) {
            fields.put("pad", padding);
        }
        State state = new State(mark, fields);
        states.put(mark, state);
        return state;
    }

    private boolean keep(State former, String field) {
        return former != null && former.fields().containsKey(field) && dice.below(10) < 6;
    }

    private JsonNode owner(boolean isList) {
        if (dice.oneIn(12)) {
            return NullNode.getInstance();
        }
        if (!isList) {
            return Kind.mapper().valueToTree(dice.of(User.NAMES));
        }
        ArrayNode teams = Kind.mapper().createArrayNode().add(dice.of(User.TEAMS));
        return dice.oneIn(3) ? teams.add(dice.of(User.TEAMS)) : teams;
    }

    private Write delete(Map<String, JsonNode> key, String text) {
        long version = versions.getOrDefault(text, 0L) + dice.below(3);
        int choice = dice.below(3);
        if (choice == 0 && model.isEnveloped()) {
            versions.put(text, Math.max(version, versions.getOrDefault(text, 0L)));
            ObjectNode document = Kind.mapper().valueToTree(key);
            if (model.version() != null) {
                document.set("rev", model.version(version));
            }
            return new Write(model, false, text, key, value(document, true), Map.of(), order(version), null, false);
        }
        if (choice == 1 && model.version() != null) {
            versions.put(text, Math.max(version, versions.getOrDefault(text, 0L)));
            Map<String, String> header = Map.of(HEADER, model.version(version).asText());
            return new Write(model, false, text, key, null, header, order(version), null, false);
        }
        return new Write(model, false, text, key, null, Map.of(), null, null, false);
    }

    private Write part(Map<String, JsonNode> key, String text) {
        if (dice.oneIn(6)) {
            return new Write(model, true, text, key, null, Map.of(), null, null, false);
        }
        String name = text + "/extra";
        long version = Math.max(0, versions.getOrDefault(name, 0L) + 1 - (dice.oneIn(5) ? 2 : 0));
        versions.merge(name, version, Math::max);
        State state = new State(++marks, key);
        ObjectNode document = Kind.mapper().valueToTree(key);
        ObjectNode extra = document.putObject("extra").put("mark", state.mark());
        boolean isVersioned = model.partVersion() != Kind.ID;
        if (isVersioned) {
            extra.put("rev", version);
        }
        return new Write(
                model,
                true,
                text,
                key,
                document.toString(),
                Map.of(),
                isVersioned ? BigDecimal.valueOf(version) : null,
                state,
                false);
    }

    private Write bad(Map<String, JsonNode> key, String text) {
        ObjectNode document = Kind.mapper().valueToTree(key);
        document.put("mark", 1);
        String value = switch (dice.below(4)) {
            case 0 -> "{not json";
            case 1 -> value(document.put("unknown", 1), false);
            case 2 -> value(document.put("mark", "x"), false);
            default -> value(document.putNull("mark"), false);
        };
        return new Write(model, false, text, key, value, Map.of(), null, null, true);
    }

    private Write external(Map<String, JsonNode> key, String text) {
        long version = versions.merge(text, 1L, Long::sum);
        if (last.get(text) != null && dice.oneIn(6)) {
            last.remove(text);
            return new Write(model, false, text, key, null, Map.of(), null, null, false);
        }
        State state = make(key, last.get(text), version);
        last.put(text, state);
        return new Write(model, false, text, key, null, Map.of(), order(version), state, false);
    }

    /** Returns those writes of one key and part that count, in their order. */
    List<Write> accepted(String key, boolean isPart) {
        boolean isVersioned = isPart ? model.partVersion() != Kind.ID : model.version() != null;
        List<Write> accepted = new ArrayList<>();
        BigDecimal version = null;
        boolean isDeleted = false;
        boolean isUnversioned = false;
        for (Write write : written()) {
            if (write.isBad() || write.isPart() != isPart || !write.key().equals(key)) {
                continue;
            }
            BigDecimal told = write.version();
            if (isVersioned && !accepted.isEmpty() && told != null && version != null) {
                int order = told.compareTo(version);
                if (order < 0 || (order == 0 && (isDeleted || isUnversioned))) {
                    continue;
                }
            }
            accepted.add(write);
            isDeleted = write.isDeletion();
            isUnversioned = isDeleted && told == null;
            version = told == null ? version : told;
        }
        return accepted;
    }

    /** Returns what is to be there in the end, by key. */
    Map<String, State> remaining() {
        Map<String, State> remaining = new LinkedHashMap<>();
        for (Map<String, JsonNode> key : keys) {
            String text = model.keyText(key::get);
            List<Write> accepted = accepted(text, false);
            if (!accepted.isEmpty() && !accepted.get(accepted.size() - 1).isDeletion()) {
                remaining.put(text, accepted.get(accepted.size() - 1).state());
            }
        }
        return remaining;
    }
}
