package io.howdah.push.channel;

import java.util.Set;

/**
 * A route created from the template {@code notify}.
 *
 * @param routeId route id
 * @param model model that it follows
 * @param channel channel that it publishes to
 * @param payload URI of its payload transform
 * @param conflate whether a slow client may get only the newest state of a document
 * @param everyChange whether it runs for changes that concern none of the process's clients, too: it asks for that, or has
 *     steps that the template does not have
 */
public record NotifyRoute(
        String routeId, String model, String channel, String payload, boolean conflate, boolean everyChange) {

    /** Default of the template's {@code payload}, and its former name. */
    private static final Set<String> AS_IS = Set.of("bean:asIs", "direct:as-is");

    /** Returns whether events show every field of the model because the route has no payload transform of its own. */
    public boolean showsEveryField() {
        return AS_IS.contains(payload);
    }
}
