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
 * What the read model holds of one key, or would hold after some of a batch's changes. It is written as {@code _h} beside
 * the document: {@code v} the version of each part, {@code src}, {@code del} and {@code nul} of the main part, {@code parts}
 * the same of the others, {@code at}, {@code tp}, {@code exp} of the whole. What it was before is added by {@link io.howdah.model.FormerFields}.
 *
 * @param document the document without {@code _h}; under a tombstone the last one
 * @param parts what is known of each part
 * @param at when the last event happened, or null where none is known
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

    /** What is known of a key that is not stored. */
    static StoredState unknown(Object id) {
        return new StoredState(new Document("_id", id), Map.of(), null, null, null);
    }

    /** Return what is known of a stored document; it fails with {@link NewerFormatException}. */
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

    /** Whether readers see it: its main part was told, and not deleted since. */
    boolean isVisible() {
        PartState main = parts.get(MAIN);
        return main != null && !main.deleted();
    }

    /** This state after a change that is newer. */
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
     * This state with those parts of another one of the same key that are newer there, or not known here; empty
     * if there are none.
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

    /** A deletion of the whole keeps the document beneath, so that its owner can be told. */
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
     * The whole document that is stored, without what it was before.
     *
     * @param revision its {@code _h.rev}
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
            // Hidden, too, while only another part is known.
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
