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
     * Returns whether a route need not run for changes that its channel takes.
     *
     * @param routeId a route of a channel that is about to start
     */
    boolean isSkippable(String routeId);

    /**
     * Takes a change that concerns none of a channel's clients, instead of the route that supplies the channel. Called
     * for skippable routes, in stream order.
     *
     * @return whether the change was taken; if not, the route must run for it
     */
    boolean take(String channel, RawChange change);

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
