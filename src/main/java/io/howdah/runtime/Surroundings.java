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
public record Surroundings(Topics topics, RecordFormats formats, Tracing tracing) {

    /** Those of a running process. */
    static Surroundings of(Settings settings, ApplicationSources sources, Tracing tracing) {
        return new Surroundings(
                new Topics(new KafkaClients(settings.kafka())),
                new RecordFormats(sources::file, settings.schemaRegistry(), settings.downstreamTimeout(), Beans.json()),
                tracing);
    }

    /** Those of a golden test: nobody is asked. */
    public static Surroundings golden(Settings settings, ApplicationSources sources) {
        return new Surroundings(
                Topics.imagined(new KafkaClients(settings.kafka())),
                RecordFormats.offline(sources::file, settings.schemaRegistry(), "golden/schemas", Beans.json()),
                Tracing.OFF);
    }
}
