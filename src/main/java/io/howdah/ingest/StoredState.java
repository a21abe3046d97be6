package io.howdah.ingest;

import io.howdah.model.ReadModel;
import io.howdah.upgrade.NewerFormatException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * State of one key in the read model, stored or after some of a batch's changes.
 *
 * <p>It is stored in the field {@code _h} of the document: {@code v} has the version of each part; {@code src}, {@code
 * del} and {@code nul} belong to the main part; {@code parts} has the same for the other parts; {@code at}, {@code tp}
 * and {@code exp} belong to the whole document. {@link io.howdah.model.FormerFields} adds the former values.
 *
 * @param document the document without {@code _h}; under a tombstone the last one
 * @param parts the state of each known part
 * @param at when the last event happened, or null if it is not known
 * @param traceparent the last event's trace context, or null
 * @param expires when the tombstone is removed, or null
 */
record StoredState(
        Document document,
        Map<String, PartState> parts,
        @Nullable Instant at,
        @Nullable String traceparent,
        @Nullable Instant expires) {

    private static final String MAIN = ReadModel.MAIN_PART;

    /** Returns the state of a key that is not stored. */
    static StoredState unknown(Object id) {
        return new StoredState(new Document("_id", id), Map.of(), null, null, null);
    }

    /**
     * Returns the state of a stored document.
     *
     * @throws NewerFormatException if a newer version of Howdah wrote it
     */
    static StoredState of(Document stored) {
        Document header = BatchIngest.FORMAT.require(stored.get("_h", new Document()));
        Document versions = header.get("v", new Document());
        Document others = header.get("parts", new Document());
        Map<String, PartState> parts = new LinkedHashMap<>();
        for (String part : versions.keySet()) {
            Document marks = part.equals(MAIN) ? header : others.get(part, new Document());
            parts.put(part, PartState.of(versions.get(part), marks));
        }
        Document document = new Document(stored);
        document.remove("_h");
        return new StoredState(document, parts, instant(header, "at"), header.getString("tp"), instant(header, "exp"));
    }

    private static @Nullable Instant instant(Document header, String name) {
        Date date = header.getDate(name);
        return date == null ? null : date.toInstant();
    }

    /** Returns whether readers see the document: its main part exists and is not deleted. */
    boolean isVisible() {
        PartState main = parts.get(MAIN);
        return main != null && !main.deleted();
    }

    /** Returns this state after a newer change. */
    StoredState apply(RecordChange change, Duration tombstoneTtl) {
        Map<String, PartState> after = new LinkedHashMap<>(parts);
        after.put(change.part(), PartState.after(change, parts.get(change.part())));
        Instant expiry = expires;
        if (change.part().equals(MAIN)) {
            expiry = change.isDeletion() ? Instant.now().plus(tombstoneTtl) : null;
        }
        return new StoredState(changed(change), after, change.at(), change.traceparent(), expiry);
    }

    /**
     * Returns this state with the parts of another state of the same key that are newer there or missing here; empty if
     * there are none.
     *
     * @param versioned whether a part has a version field
     */
    Optional<StoredState> withNewerParts(StoredState other, Predicate<String> versioned) {
        Set<String> newer = new LinkedHashSet<>();
        other.parts.forEach((name, part) -> {
            PartState own = parts.get(name);
            if (own == null || own.isOlderThan(part, versioned.test(name))) {
                newer.add(name);
            }
        });
        if (newer.isEmpty()) {
            return Optional.empty();
        }
        Map<String, PartState> merged = new LinkedHashMap<>(parts);
        newer.forEach(name -> merged.put(name, Objects.requireNonNull(other.parts.get(name))));
        boolean main = newer.contains(MAIN);
        Document whole = new Document(main ? other.document : document);
        merged.keySet().stream().filter(name -> !name.equals(MAIN)).forEach(name -> {
            Object content = (newer.contains(name) ? other : this).document.get(name);
            if (content == null) {
                whole.remove(name);
            } else {
                whole.put(name, content);
            }
        });
        StoredState last = other.isLaterThan(this) ? other : this;
        return Optional.of(new StoredState(whole, merged, last.at, last.traceparent, main ? other.expires : expires));
    }

    private boolean isLaterThan(StoredState other) {
        return at != null && (other.at == null || at.isAfter(other.at));
    }

    /**
     * Returns the document after a change. A deletion of the main part keeps it, so that its owner can be notified.
     */
    private Document changed(RecordChange change) {
        Document content = change.content();
        if (change.part().equals(MAIN)) {
            return content == null ? document : withParts(content);
        }
        Document changed = new Document(document);
        if (content == null) {
            changed.remove(change.part());
        } else {
            changed.put(change.part(), content);
        }
        return changed;
    }

    private Document withParts(Document content) {
        if (parts.size() - (parts.containsKey(MAIN) ? 1 : 0) == 0) {
            return content;
        }
        Document whole = new Document(content);
        for (String part : parts.keySet()) {
            if (document.containsKey(part) && !part.equals(MAIN)) {
                whole.put(part, document.get(part));
            }
        }
        return whole;
    }

    /**
     * Returns the document to store, without its former values.
     *
     * @param revision the value of {@code _h.rev}
     */
    Document toDocument(long revision) {
        Document versions = new Document();
        Document others = new Document();
        Document header = new Document("rev", revision).append("v", versions);
        parts.forEach((name, part) -> {
            versions.append(name, part.version());
            if (name.equals(MAIN)) {
                part.mark(header);
            } else {
                Document marks = new Document();
                part.mark(marks);
                others.append(name, marks);
            }
        });
        if (!isVisible()) {
            // Also hidden while only other parts are known.
            header.append("del", true);
        }
        if (!others.isEmpty()) {
            header.append("parts", others);
        }
        if (at != null) {
            header.append("at", Date.from(at));
        }
        if (expires != null) {
            header.append("exp", Date.from(expires));
        }
        if (traceparent != null) {
            header.append("tp", traceparent);
        }
        return new Document(document).append("_h", header);
    }
}
