package io.howdah.demo;

import org.apache.camel.builder.RouteBuilder;

/**
 * Routes of the prescriptions domain, as an example of Camel's Java DSL. The topic {@code prescriptions.events} has CloudEvents, and
 * null values when a patient's record is removed. It fills the read model {@code Prescription}, and the changes go to the channel
 * {@code /notifications/prescriptions}. The command {@code collectPrescription} goes to the topic {@code prescriptions.commands}.
 */
public final class PrescriptionsRoutes extends RouteBuilder {

    /** Called by Camel, which finds the class in {@code camel.main.routes-builder-classes}. */
    public PrescriptionsRoutes() {}

    @Override
    public void configure() {
        templatedRoute("ingest")
                .routeId("prescriptions-ingest")
                .parameter("topic", "{{prescriptions.topic}}")
                .parameter("model", "Prescription")
                .parameter("format", "cloudevents")
                .parameter("transform", "direct:prescriptions-transform");

        templatedRoute("notify")
                .routeId("prescriptions-notify")
                .parameter("model", "Prescription")
                .parameter("channel", "prescriptions");

        from("direct:prescriptions-transform")
                .routeId("prescriptions-transform")
                .routeDescription("Turns a pharmacy's CloudEvent into the stored prescription")
                .bean(PrescriptionEvent.class, "toPrescription")
                .id("prescription");

        // The sum of these timeouts is less than the field's own, so the client gets an error if the broker is down.
        from("direct:collect-prescription")
                .routeId("prescriptions-collect")
                .routeDescription("Sends a patient's request to collect a prescription to the pharmacies")
                .bean(CollectPrescription.class, "toCommand")
                .id("collect-command")
                .to("kafka:{{prescriptions.commands-topic}}?requestRequiredAcks=all&maxBlockMs=3000"
                        + "&requestTimeoutMs=3000&deliveryTimeoutMs=6000")
                .id("collect-send")
                .bean(CollectPrescription.class, "toAnswer")
                .id("collect-answer");
    }
}
