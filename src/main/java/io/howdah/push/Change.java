package io.howdah.push;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a notification says beside its data.
 *
 * @param type what happened to the document
 * @param subject the document's key as text, empty for a resync
 * @param cursor the change's place in the change stream, opaque to clients
 * @param version the document's version as text, or null where it has none
 * @param time when the event happened, or null where no event is known
 * @param traceparent the event's W3C trace context, or null
 */
record Change(
        ChangeType type,
        String subject,
        String cursor,
        @Nullable String version,
        @Nullable Instant time,
        @Nullable String traceparent) {}
