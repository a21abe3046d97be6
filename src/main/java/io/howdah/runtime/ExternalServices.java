package io.howdah.runtime;

import io.howdah.config.Settings;
import io.howdah.ingest.format.RecordFormats;
import io.howdah.ingest.kafka.KafkaClients;
import io.howdah.ingest.kafka.Topics;
import io.howdah.observe.Tracing;
import io.howdah.runtime.source.ApplicationSources;

/**
 * The external services of the routes, except MongoDB.
 *
 * @param topics Kafka's topics
 * @param formats formats of record values, with their schema registry
 * @param tracing receives the spans
 */
public record ExternalServices(Topics topics, RecordFormats formats, Tracing tracing) {

    /** Creates the services of a running process. */
    public static ExternalServices of(Settings settings, ApplicationSources sources, Tracing tracing) {
        return new ExternalServices(
                new Topics(new KafkaClients(settings.kafka())),
                new RecordFormats(
                        sources::file, settings.schemaRegistry(), settings.downstreamTimeout(), RouteWiring.json()),
                tracing);
    }

    /** Creates the services of golden tests, which call neither Kafka nor a schema registry. */
    public static ExternalServices golden(Settings settings, ApplicationSources sources) {
        return new ExternalServices(
                Topics.imagined(new KafkaClients(settings.kafka())),
                RecordFormats.offline(sources::file, settings.schemaRegistry(), "golden/schemas", RouteWiring.json()),
                Tracing.OFF);
    }
}
