package io.howdah.push.channel;

import io.howdah.push.EncodedEvent;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** How a protocol says to its clients what a subscription is told. One format may serve many subscriptions, on several threads. */
public interface EventEncoder {

    /** Return a notice as a frame, at once; null if the protocol has no word for it. */
    @Nullable
    EncodedEvent encode(SubscriptionEvent event);

    /** Return the documents of a snapshot as frames, in their order; it may wait for what it has to read. */
    default List<EncodedEvent> encodeSnapshot(List<SubscriptionEvent> documents) {
        return documents.stream().map(this::encode).filter(Objects::nonNull).toList();
    }

    /** Returns the name of the operation that a client has sent to get such frames, an empty text for none. */
    default String operation() {
        return "";
    }
}
