package io.howdah.runtime;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.howdah.config.IngestSettings;
import io.howdah.config.Settings;
import io.howdah.ingest.BatchIngest;
import io.howdah.ingest.IngestPauses;
import io.howdah.ingest.IngestRetries;
import io.howdah.ingest.IngestRoutes;
import io.howdah.ingest.ModelStates;
import io.howdah.ingest.RecordIngest;
import io.howdah.ingest.StuckRecords;
import io.howdah.ingest.format.RecordFormats;
import io.howdah.ingest.kafka.GroupMemberships;
import io.howdah.ingest.kafka.KafkaClients;
import io.howdah.ingest.kafka.KafkaEngine;
import io.howdah.ingest.kafka.PartitionLags;
import io.howdah.ingest.kafka.PollFailures;
import io.howdah.ingest.kafka.PollingHealthCheck;
import io.howdah.ingest.kafka.Polls;
import io.howdah.ingest.kafka.Topics;
import io.howdah.model.ReadModels;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import org.apache.camel.CamelContext;
import org.apache.camel.Component;
import org.apache.camel.Exchange;

/** Creates the objects that turn Kafka records into stored documents. */
final class IngestWiring implements AutoCloseable {

    final KafkaClients clients;
    final Topics topics;
    final RecordFormats formats;
    final Component kafka;
    final PollingHealthCheck polling;
    final GroupMemberships memberships;
    final Polls polls;
    final ModelStates states;
    final IngestRetries retries;
    final StuckRecords stuck;
    final RecordIngest records;
    final BatchIngest batches;
    final IngestRoutes routes;
    private final PartitionLags lags = new PartitionLags();

    IngestWiring(
            Settings settings,
            ReadModels models,
            CamelContext context,
            Storage storage,
            ExternalServices services,
            ObjectMapper json) {
        IngestSettings ingest = settings.ingest();
        this.routes = new IngestRoutes(context);
        this.clients = new KafkaClients(settings.kafka());
        this.topics = services.topics();
        this.formats = services.formats();
        PollFailures failures = new PollFailures();
        this.memberships = new GroupMemberships(failures);
        this.polls = new Polls(ingest.maxBatchTime().plus(ingest.maxBackoff()));
        this.polling = new PollingHealthCheck(failures, memberships, polls);
        this.kafka = KafkaEngine.component(clients, failures, topics, lags, memberships, polls);
        this.states = new ModelStates(storage.system(), topics);
        this.retries = new IngestRetries(
                ingest.maxBackoff(),
                () -> storage.mongo().getClusterDescription().hasWritableServer());
        this.stuck = new StuckRecords(storage.system());
        this.records = new RecordIngest(json, ingest.maxRecordBytes(), ingest.maxFuture());
        this.batches = new BatchIngest(
                models,
                storage.collections(),
                new IngestPauses(states, storage.shapes()::obstacle, topics, ingest.dlqMaxRatio()),
                retries,
                stuck,
                services.tracing(),
                ingest.tombstoneTtl(),
                ingest.maxRecordBytes());
    }

    /** Replaces the message by its record and decodes the value. A null value is a deletion and is not decoded. */
    void open(Exchange exchange) throws IOException {
        records.open(exchange);
        if (exchange.getMessage().getBody() != null) {
            formats.decode(exchange);
        }
    }

    /** Registers the metrics; the routes must exist. */
    void bindTo(MeterRegistry meters) {
        lags.bindTo(meters);
        routes.all().forEach(route -> batches.measure(meters, route));
    }

    @Override
    public void close() {
        topics.close();
    }
}
