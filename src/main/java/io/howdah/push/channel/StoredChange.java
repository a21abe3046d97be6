package io.howdah.push.channel;

import com.mongodb.client.model.changestream.OperationType;
import io.howdah.model.AccessRule;
import io.howdah.model.DocumentFilter;
import io.howdah.model.FormerFields;
import io.howdah.model.InvalidDocumentException;
import io.howdah.model.Match;
import io.howdah.model.ReadModel;
import java.time.Instant;
import java.util.Date;
import java.util.Objects;
import java.util.Set;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * A change of a document, read from the stored document.
 *
 * @param model the document's model
 * @param position position in the change stream, comparable as text; empty for a document of a snapshot
 * @param subject the document's key as text
 * @param stored the document; for a tombstone the last version, for a deletion in an external model the key alone
 * @param was previous values of the fields that decide who sees the document, or null if there was no document; for an
 *     external model the document itself, as its previous values are unknown
 * @param unknown fields that {@code was} has no value for
 * @param deleted whether the document is deleted
 * @param version published version, or null without one: the version field, or the record's offset plus {@value
 *     #OFFSETS_PER_BASE} for each rebase before it
 * @param time time of the event, or null if unknown
 * @param traceparent W3C trace context of the event, or null
 */
public record StoredChange(
        ReadModel model,
        String position,
        String subject,
        Document stored,
        @Nullable Document was,
        Set<String> unknown,
        boolean deleted,
        @Nullable Object version,
        @Nullable Instant time,
        @Nullable String traceparent) {

    /** More offsets than a partition ever has. */
    private static final long OFFSETS_PER_BASE = 10_000_000_000_000L;

    /**
     * Reads a change.
     *
     * @param found the document in the collection; for a deletion in an external model its {@code _id} alone
     * @throws InvalidDocumentException if the model cannot have its key
     */
    static StoredChange of(ReadModel model, String position, OperationType operation, Document found) {
        String subject = model.keyText(Objects.requireNonNull(found.get("_id")));
        return model.isExternal()
                ? external(model, position, operation, subject, found)
                : own(model, position, subject, found);
    }

    private static StoredChange own(ReadModel model, String position, String subject, Document stored) {
        Document header = stored.get("_h", new Document());
        Date at = header.getDate("at");
        return new StoredChange(
                model,
                position,
                subject,
                stored,
                FormerFields.was(header),
                model.former().unknown(header),
                header.getBoolean("del", false),
                version(model, header),
                at == null ? null : at.toInstant(),
                header.getString("tp"));
    }

    /**
     * Returns the published version. A record's offset alone would decrease when its topic is recreated or gets
     * partitions; adding the number of rebases keeps it increasing. JavaScript represents it exactly up to 900 rebases.
     */
    private static @Nullable Object version(ReadModel model, Document header) {
        Object stored = header.get("v", new Document()).get(ReadModel.MAIN_PART);
        if (model.version().isPresent() || !(stored instanceof Long offset)) {
            return stored;
        }
        return header.get("src", new Document()).getInteger("base", 0) * OFFSETS_PER_BASE + offset;
    }

    /**
     * Reads a change in an external model. Its previous values are unknown and assumed to be the current ones, so that
     * every caller who may see the document learns that it has left.
     */
    private static StoredChange external(
            ReadModel model, String position, OperationType operation, String subject, Document found) {
        Document read = model.read(found);
        return new StoredChange(
                model,
                position,
                subject,
                read,
                operation == OperationType.INSERT ? null : read,
                Set.of(),
                operation == OperationType.DELETE,
                model.version().map(read::get).orElse(null),
                null,
                null);
    }

    /** Returns this change with another trace context. */
    StoredChange withTraceparent(String traceparent) {
        return new StoredChange(model, position, subject, stored, was, unknown, deleted, version, time, traceparent);
    }

    /** Returns this change without its documents. */
    Outline metadata() {
        return new Outline(model, position, subject, unknown, deleted, version, time, traceparent);
    }

    /** A {@link StoredChange} without its documents. */
    record Outline(
            ReadModel model,
            String position,
            String subject,
            Set<String> unknown,
            boolean deleted,
            @Nullable Object version,
            @Nullable Instant time,
            @Nullable String traceparent) {

        /** Returns the change with these documents. */
        StoredChange with(Document stored, @Nullable Document was) {
            return new StoredChange(
                    model, position, subject, stored, was, unknown, deleted, version, time, traceparent);
        }
    }

    /** Returns whether the document may have matched a filter before the change. False is certain. */
    boolean mayHaveMatched(DocumentFilter filter) {
        return was != null && (model.isExternal() || filter.match(was, unknown) != Match.NO);
    }

    /**
     * Returns whether any caller may have seen the document before or after the change; false for a repeated deletion.
     */
    boolean concernsAnyone() {
        return !deleted || was != null;
    }

    /** Returns the marks of the document's owners, before and after the change. */
    Set<String> ownerMarks() {
        AccessRule access = model.access();
        Set<String> marks = access.ownerMarks(stored);
        if (was != null) {
            marks.addAll(access.ownerMarks(was));
        }
        return marks;
    }

    /** Returns the version as text, or null without one. */
    @Nullable
    String versionText() {
        if (version == null) {
            return null;
        }
        return version instanceof Date date ? date.toInstant().toString() : version.toString();
    }
}
