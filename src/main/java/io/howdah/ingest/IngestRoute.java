package io.howdah.ingest;

import io.howdah.ingest.SourceRecord.Position;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Route;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.component.kafka.KafkaEndpoint;
import org.apache.kafka.common.header.Header;

/** Ingest route for callers that supply its records themselves: a replay or a rebuild. */
public final class IngestRoute {

    private static final RecordHeaderFilter HEADERS = new RecordHeaderFilter();

    private final Route route;
    private final DeclaredIngest declared;

    IngestRoute(Route route, DeclaredIngest declared) {
        this.route = route;
        this.declared = declared;
    }

    /** Returns the route's ID, such as {@code rides-ingest}. */
    public String id() {
        return route.getRouteId();
    }

    /** Returns the topic that the route reads. */
    public String topic() {
        return declared.topic();
    }

    /** Returns the name of the dead-letter topic. */
    public String deadLetterTopic() {
        return declared.deadLetterTopic();
    }

    /** Returns the name of the model that the route feeds. */
    public String model() {
        return declared.model();
    }

    /** Returns the part of the model that the route feeds; {@code main} is the document without its other parts. */
    public String part() {
        return declared.part();
    }

    /** Returns the consumer group. */
    public String group() {
        return ((KafkaEndpoint) route.getEndpoint()).getConfiguration().getGroupId();
    }

    /**
     * Ingests records as if the route's consumer had read them, but commits nothing. Records of one key must be in the
     * order of their offsets.
     *
     * @return what happened to them
     * @throws Exception on an infrastructure error; the same records may be ingested again
     */
    public IngestOutcome ingest(List<SourceRecord> records, IngestTarget target) throws Exception {
        Exchange batchExchange = route.getConsumer().getEndpoint().createExchange();
        batchExchange.getExchangeExtension().setFromRouteId(id());
        batchExchange.setProperty(IngestTarget.PROPERTY, target);
        List<Exchange> children = new ArrayList<>(records.size());
        for (SourceRecord record : records) {
            Exchange child = route.getConsumer().getEndpoint().createExchange();
            describe(record, child.getMessage());
            children.add(child);
        }
        batchExchange.getMessage().setBody(children);
        route.getProcessor().process(batchExchange);
        if (batchExchange.getException() != null) {
            // The first record's exception is the cause of the others.
            Batch batch = batchExchange.getProperty(Batch.PROPERTY, Batch.class);
            throw batch != null && batch.failure() instanceof Exception first ? first : batchExchange.getException();
        }
        return Batch.of(batchExchange).outcome();
    }

    private static void describe(SourceRecord record, Message message) {
        for (Header header : record.headers()) {
            // As the consumer does: a transform may read a record's headers.
            if (!HEADERS.applyFilterToExternalHeaders(header.key(), header.value(), message.getExchange())) {
                message.setHeader(header.key(), header.value());
            }
        }
        Position position = record.position();
        message.setHeader(KafkaConstants.TOPIC, position.topic());
        message.setHeader(KafkaConstants.PARTITION, position.partition());
        message.setHeader(KafkaConstants.OFFSET, position.offset());
        message.setHeader(KafkaConstants.TIMESTAMP, record.time().toEpochMilli());
        message.setHeader(KafkaConstants.HEADERS, record.headers());
        message.setHeader(SourceRecord.HEADER, record);
        if (record.key() != null) {
            message.setHeader(KafkaConstants.KEY, record.key());
        }
        message.setBody(record.value());
    }
}
