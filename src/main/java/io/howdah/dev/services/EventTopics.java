package io.howdah.dev.services;

import java.util.List;

/**
 * The names of the topics that the domain services publish to.
 *
 * @param rides taxis on their way
 * @param deliveries food on its way
 * @param prescriptions medicines to collect
 */
public record EventTopics(String rides, String deliveries, String prescriptions) {

    /** The demo's own names. */
    public static final EventTopics DEMO = new EventTopics("rides.events", "deliveries.events", "prescriptions.events");

    /** Every topic, to be created before the services start. */
    public List<String> all() {
        return List.of(rides, deliveries, prescriptions);
    }
}
