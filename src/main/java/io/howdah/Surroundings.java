package io.howdah;

import io.howdah.config.Settings;
import io.howdah.format.RecordFormats;
import io.howdah.kafka.KafkaClients;
import io.howdah.kafka.Topics;
import io.howdah.source.ApplicationSources;

/**
 * What ingest asks of others beside MongoDB.
 *
 * @param topics what Kafka says of topics
 * @param formats what a schema registry says of values
 */
record Surroundings(Topics topics, RecordFormats formats) {

    /** Those of a running process. */
    static Surroundings of(Settings settings, ApplicationSources sources) {
        return new Surroundings(
                new Topics(new KafkaClients(settings.kafka())),
                new RecordFormats(
                        sources::file, settings.schemaRegistry(), settings.downstreamTimeout(), Beans.json()));
    }

    /** Those of a golden test: nobody is asked. */
    static Surroundings golden(Settings settings, ApplicationSources sources) {
        return new Surroundings(
                Topics.imagined(new KafkaClients(settings.kafka())),
                RecordFormats.offline(sources::file, settings.schemaRegistry(), "golden/schemas", Beans.json()));
    }
}
