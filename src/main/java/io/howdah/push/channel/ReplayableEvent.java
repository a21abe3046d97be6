package io.howdah.push.channel;

import org.jspecify.annotations.Nullable;

/** A change in the replay buffer. Thread-safe. */
sealed interface ReplayableEvent permits BufferedEvent, SkippedEvent {

    /** Returns the position in the change stream. */
    String position();

    /** Returns the hashes of the document's owners, before and after the change. */
    OwnerHashes owners();

    /** Returns the approximate memory size in bytes. */
    int size();

    /** Returns the event, or null if it must be made first: its payload transform has not run. */
    @Nullable
    ChannelEvent event();
}
