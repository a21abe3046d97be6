package io.howdah.push;

import io.howdah.model.ReadModel;
import java.time.Instant;
import java.util.Date;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * A change as the stored document tells it.
 *
 * @param model the document's model
 * @param place the change's place in the change stream, comparable with others as text; empty for a document of a snapshot
 * @param subject the document's key as text
 * @param stored the document; under a tombstone the last one
 * @param was the fields that decide who is told, as they were before, or null if there was no document
 * @param deleted whether it is deleted
 * @param version the document's version as text, or null where it has none
 * @param time when the event happened, or null where no event is known
 * @param traceparent the event's W3C trace context, or null
 */
record StoredChange(
        ReadModel model,
        String place,
        String subject,
        Document stored,
        @Nullable Document was,
        boolean deleted,
        @Nullable String version,
        @Nullable Instant time,
        @Nullable String traceparent) {

    static StoredChange of(ReadModel model, String place, Object id, Document stored) {
        Document header = stored.get("_h", new Document());
        Object version = header.get("v", new Document()).get(ReadModel.MAIN_PART);
        Date at = header.getDate("at");
        return new StoredChange(
                model,
                place,
                model.keyText(id),
                stored,
                header.get("was", Document.class),
                header.getBoolean("del", false),
                version == null ? null : text(version),
                at == null ? null : at.toInstant(),
                header.getString("tp"));
    }

    /** Whether somebody may have seen the document before it or after it; a repeated deletion concerns nobody. */
    boolean concernsSomebody() {
        return !deleted || was != null;
    }

    private static String text(Object version) {
        return version instanceof Date date ? date.toInstant().toString() : version.toString();
    }
}
