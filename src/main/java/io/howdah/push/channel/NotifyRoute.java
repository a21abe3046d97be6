package io.howdah.push.channel;

import java.util.Set;

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

    /** The default of the template {@code notify}, and the name that it had before. */
    private static final Set<String> AS_IS = Set.of("bean:asIs", "direct:as-is");

    /** Whether an event shows every field of the model, since no frame transform of the route's own may leave one out. */
    public boolean showsEveryField() {
        return AS_IS.contains(frame);
    }
}
