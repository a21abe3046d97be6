package io.howdah.change;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Keeps the channels that routes feed with changes, and gets the routes' positions; looked up in the registry by its type. */
public interface PositionListener {

    /**
     * Returns the channel that a route feeds. The route's position is the channel's: another route that feeds it goes on from there.
     *
     * @param routeId a route that is about to start
     */
    Optional<String> channelOf(String routeId);

    /**
     * Takes a position up to which all changes went through the route that feeds a channel. It comes after each change as well as
     * while there are none.
     *
     * @param channel the channel
     * @param previous the position before, as {@link StreamPositions} has it, or null if the route has just started without one
     * @param place the position, as {@link StreamPositions} has it
     */
    void passed(String channel, @Nullable String previous, String place);
}
