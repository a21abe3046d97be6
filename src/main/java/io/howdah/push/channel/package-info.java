/** Channels: from a change to the events of each subscriber, with the replay buffer, catch-up, snapshots and queues. */
@NullMarked
package io.howdah.push.channel;

import org.jspecify.annotations.NullMarked;
