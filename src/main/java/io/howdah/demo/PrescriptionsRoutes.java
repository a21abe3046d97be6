package io.howdah.demo;

import org.apache.camel.builder.RouteBuilder;

/**
 * prescriptions: topic {@code prescriptions.events} (CloudEvents, and null values when a patient's record is removed) to
 * the read model {@code Prescription} to the channel {@code /notifications/prescriptions}, and the command
 * {@code collectPrescription} to the topic {@code prescriptions.commands}; the Java DSL's example.
 */
public final class PrescriptionsRoutes extends RouteBuilder {

    /** Camel makes it by its name in {@code camel.main.routes-builder-classes}. */
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

        // Together the times are below the field's own time-out, so that a broker that is away is said, and not only a
        // silence.
        from("direct:collect-prescription")
                .routeId("prescriptions-collect")
                .routeDescription("Hands a patient's wish to collect a prescription to the pharmacies")
                .bean(CollectPrescription.class, "toCommand")
                .id("collect-command")
                .to("kafka:{{prescriptions.commands-topic}}?requestRequiredAcks=all&maxBlockMs=3000"
                        + "&requestTimeoutMs=3000&deliveryTimeoutMs=6000")
                .id("collect-send")
                .bean(CollectPrescription.class, "toAnswer")
                .id("collect-answer");
    }
}
