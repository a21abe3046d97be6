package io.howdah.push.channel;

import io.howdah.model.DocumentFilter;
import java.util.concurrent.CompletableFuture;

/** What a client has subscribed to, to be asked for again when the application has changed while the client listens. */
@FunctionalInterface
public interface Resubscription {

    /**
     * What a client gets.
     *
     * @param filter which documents it wants
     * @param encoder encodes its events
     * @param onLeave runs when it no longer gets this
     */
    record Granted(DocumentFilter filter, EventEncoder encoder, Runnable onLeave) {}

    /**
     * Asks for it in the application as it is now; must be called on the client's event loop.
     *
     * @return completes with what it gets from now on; exceptionally if it cannot be had any more, with {@link ResubscriptionRefusedException} where
     *     there is more to say
     */
    CompletableFuture<Granted> resubscribe();
}
