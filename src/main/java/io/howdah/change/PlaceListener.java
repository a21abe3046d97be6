package io.howdah.change;

/** Is told how far the change stream of a route is while nothing happens in it; looked up in the registry by its type. */
@FunctionalInterface
public interface PlaceListener {

    /**
     * Everything up to a place has gone through the route.
     *
     * @param routeId the route
     * @param place the place, a resume token's data
     */
    void passed(String routeId, String place);
}
