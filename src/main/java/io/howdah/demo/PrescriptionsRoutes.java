package io.howdah.demo;

import org.apache.camel.builder.RouteBuilder;

/**
 * prescriptions: topic {@code prescriptions.events} (CloudEvents, and null values when a patient's record is removed) to
 * the read model {@code Prescription} to the channel {@code /notifications/prescriptions}; the Java DSL's example.
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
                .errorHandler(noErrorHandler())
                .bean(PrescriptionEvent.class, "toPrescription")
                .id("prescription");
    }
}
