package io.howdah.dev.services;

import java.util.List;

/**
 * The names of the domain services' topics.
 *
 * @param rides taxis on their way
 * @param deliveries food on its way
 * @param prescriptions medicines to collect
 * @param drivers who drives the taxis
 * @param prescriptionCommands what patients tell the pharmacies; the only one that the services read
 */
public record EventTopics(
        String rides, String deliveries, String prescriptions, String drivers, String prescriptionCommands) {

    /** The demo's own names. */
    public static final EventTopics DEMO = new EventTopics(
            "rides.events", "deliveries.events", "prescriptions.events", "drivers.events", "prescriptions.commands");

    /** Every topic that events are published to. */
    public List<String> all() {
        return List.of(rides, deliveries, prescriptions, drivers);
    }
}
