package io.howdah.push.channel;

import io.howdah.model.DocumentFilter;
import java.util.concurrent.CompletableFuture;

/** Request that renews a subscription after a reload. */
@FunctionalInterface
public interface Resubscription {

    /**
     * A granted subscription.
     *
     * @param filter documents to send
     * @param encoder encodes its events
     * @param onLeave runs when the subscription ends or is replaced
     */
    record Granted(DocumentFilter filter, EventEncoder encoder, Runnable onLeave) {}

    /**
     * Requests the subscription in the reloaded application. Must be called on the client's event loop.
     *
     * @return completes exceptionally if the subscription is no longer possible; with {@link
     *     ResubscriptionRefusedException} if the client gets a reason
     */
    CompletableFuture<Granted> resubscribe();
}
