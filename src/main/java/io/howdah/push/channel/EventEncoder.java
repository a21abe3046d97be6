package io.howdah.push.channel;

import io.howdah.push.EncodedEvent;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Encodes events in the protocol of a client. Thread-safe: one encoder may serve many subscriptions. */
public interface EventEncoder {

    /** Encodes an event without blocking; returns null if the protocol does not send this kind. */
    @Nullable
    EncodedEvent encode(SubscriptionEvent event);

    /** Encodes the documents of a snapshot, in order. May block for data that it has to read. */
    default List<EncodedEvent> encodeSnapshot(List<SubscriptionEvent> documents) {
        return documents.stream().map(this::encode).filter(Objects::nonNull).toList();
    }

    /** Returns the name of the client's GraphQL operation; empty for none. */
    default String operation() {
        return "";
    }
}
