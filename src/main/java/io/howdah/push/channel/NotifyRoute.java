package io.howdah.push.channel;

/**
 * A route that was made from the template {@code notify}.
 *
 * @param routeId its id
 * @param model the model that it follows
 * @param channel the channel that it sends to
 * @param frame the URI of its frame transform
 * @param conflate whether a slow client may get the newest state of a document in place of each
 */
public record NotifyRoute(String routeId, String model, String channel, String frame, boolean conflate) {

    /** The frame of the template {@code notify} where a route names none. */
    private static final String AS_IS = "direct:as-is";

    /** Whether an event shows every field of the model, since no frame transform of the route's own may leave one out. */
    public boolean showsEveryField() {
        return frame.equals(AS_IS);
    }
}
