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
 * A change as the stored document tells it.
 *
 * @param model the document's model
 * @param position the change's place in the change stream, comparable with others as text; empty for a document of a snapshot
 * @param subject the document's key as text
 * @param stored the document; under a tombstone the last one, of an external model then the key alone
 * @param was the fields that decide who is told, as they were before, or null if there was no document; of an external model
 *     the document itself, since nothing tells what it was
 * @param unknown the fields of which {@code was} tells nothing
 * @param deleted whether it is deleted
 * @param version the document's version as it is published, or null where it has none: the stored one, or without a version field the
 *     offset of its record plus {@value #OFFSETS_PER_BASE} for each rebase before it
 * @param time when the event happened, or null where no event is known
 * @param traceparent the event's W3C trace context, or null
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

    /** More than a partition ever holds. */
    private static final long OFFSETS_PER_BASE = 10_000_000_000_000L;

    /**
     * Reads a change.
     *
     * @param found the document in the collection; of a deleted one of an external model its {@code _id} alone
     * @throws InvalidDocumentException if its key is none that the model can have
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
     * An offset alone falls when its topic is created again or gets partitions. The number of rebases before it lets the published
     * version only rise, and JavaScript still counts it exactly up to 900 rebases.
     */
    private static @Nullable Object version(ReadModel model, Document header) {
        Object stored = header.get("v", new Document()).get(ReadModel.MAIN_PART);
        if (model.version().isPresent() || !(stored instanceof Long offset)) {
            return stored;
        }
        return header.get("src", new Document()).getInteger("base", 0) * OFFSETS_PER_BASE + offset;
    }

    /** What it was before is not known: it is taken for what it is, so that whoever may see it is told that it has left. */
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

    /** The same as its frames are to tell it, at another place of its trace. */
    StoredChange withTraceparent(String traceparent) {
        return new StoredChange(model, position, subject, stored, was, unknown, deleted, version, time, traceparent);
    }

    /** What it says beside its documents. */
    Outline metadata() {
        return new Outline(model, position, subject, unknown, deleted, version, time, traceparent);
    }

    /** A change without its documents; what it says is said at {@link StoredChange}. */
    record Outline(
            ReadModel model,
            String position,
            String subject,
            Set<String> unknown,
            boolean deleted,
            @Nullable Object version,
            @Nullable Instant time,
            @Nullable String traceparent) {

        /** The change of these documents. */
        StoredChange with(Document stored, @Nullable Document was) {
            return new StoredChange(
                    model, position, subject, stored, was, unknown, deleted, version, time, traceparent);
        }
    }

    /** Whether the document may have matched a filter before the change; false is certain. */
    boolean mayHaveMatched(DocumentFilter filter) {
        return was != null && (model.isExternal() || filter.match(was, unknown) != Match.NO);
    }

    /** Whether somebody may have seen the document before it or after it; a repeated deletion concerns nobody. */
    boolean concernsAnyone() {
        return !deleted || was != null;
    }

    /** The marks of those who own the document, or owned it before. */
    Set<String> ownerMarks() {
        AccessRule access = model.access();
        Set<String> marks = access.ownerMarks(stored);
        if (was != null) {
            marks.addAll(access.ownerMarks(was));
        }
        return marks;
    }

    /** Its version as text, or null where it has none. */
    @Nullable
    String versionText() {
        if (version == null) {
            return null;
        }
        return version instanceof Date date ? date.toInstant().toString() : version.toString();
    }
}
