package io.howdah.runtime;

import io.howdah.config.Settings;
import io.howdah.ingest.format.RecordFormats;
import io.howdah.ingest.kafka.KafkaClients;
import io.howdah.ingest.kafka.Topics;
import io.howdah.observe.Tracing;
import io.howdah.runtime.source.ApplicationSources;

/**
 * What is outside, beside MongoDB.
 *
 * @param topics what Kafka says of topics
 * @param formats what a schema registry says of values
 * @param tracing who is told what is done
 */
public record ExternalServices(Topics topics, RecordFormats formats, Tracing tracing) {

    /** Those of a running process. */
    public static ExternalServices of(Settings settings, ApplicationSources sources, Tracing tracing) {
        return new ExternalServices(
                new Topics(new KafkaClients(settings.kafka())),
                new RecordFormats(
                        sources::file, settings.schemaRegistry(), settings.downstreamTimeout(), RouteWiring.json()),
                tracing);
    }

    /** Those of a golden test: nobody is asked. */
    public static ExternalServices golden(Settings settings, ApplicationSources sources) {
        return new ExternalServices(
                Topics.imagined(new KafkaClients(settings.kafka())),
                RecordFormats.offline(sources::file, settings.schemaRegistry(), "golden/schemas", RouteWiring.json()),
                Tracing.OFF);
    }
}
