package io.howdah.dev.services;

import java.util.List;

/**
 * Topic names of the domain services.
 *
 * @param rides events of rides
 * @param deliveries events of deliveries
 * @param prescriptions events of prescriptions
 * @param drivers events of drivers
 * @param prescriptionCommands commands of patients to the pharmacies; the only topic that the services read
 */
public record EventTopics(
        String rides, String deliveries, String prescriptions, String drivers, String prescriptionCommands) {

    /** Default names of the demo. */
    public static final EventTopics DEMO = new EventTopics(
            "rides.events", "deliveries.events", "prescriptions.events", "drivers.events", "prescriptions.commands");

    /** Returns the topics that the services publish to. */
    public List<String> all() {
        return List.of(rides, deliveries, prescriptions, drivers);
    }
}
