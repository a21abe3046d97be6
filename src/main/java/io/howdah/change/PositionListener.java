package io.howdah.change;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Receives the positions of routes that supply channels with changes. Looked up in the Camel registry by type. */
public interface PositionListener {

    /**
     * Returns the channel that a route supplies. The route's position is the channel's: another route that supplies it
     * resumes from there.
     *
     * @param routeId a route that is about to start
     */
    Optional<String> channelOf(String routeId);

    /**
     * Handles a position up to which all changes passed through the route that supplies a channel. Called after each
     * change and periodically while there are none.
     *
     * @param channel the channel
     * @param previous the position before, in the form of {@link StreamPositions}, or null if the route has just started
     *     without one
     * @param position the position, in the form of {@link StreamPositions}
     */
    void passed(String channel, @Nullable String previous, String position);
}
