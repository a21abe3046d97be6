package io.howdah.ingest;

import io.howdah.ingest.SourceRecord.Place;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Route;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.component.kafka.KafkaEndpoint;
import org.apache.kafka.common.header.Header;

/** One ingest route, for those who have records for it that its consumer does not give it: a replay, a rebuild. */
public final class IngestRoute {

    private static final RecordHeaderFilter HEADERS = new RecordHeaderFilter();

    private final Route route;
    private final DeclaredIngest declared;

    IngestRoute(Route route, DeclaredIngest declared) {
        this.route = route;
        this.declared = declared;
    }

    /** Return the route's id, such as {@code rides-ingest}. */
    public String id() {
        return route.getRouteId();
    }

    /** Return the topic that it reads. */
    public String topic() {
        return declared.topic();
    }

    /** Return the name of the topic of its dead letters. */
    public String deadLetterTopic() {
        return declared.deadLetterTopic();
    }

    /** Return the name of the model that it feeds. */
    public String model() {
        return declared.model();
    }

    /** Return the part of the model that it feeds, {@code main} for the document but its other parts. */
    public String part() {
        return declared.part();
    }

    /** Return its consumer group. */
    public String group() {
        return ((KafkaEndpoint) route.getEndpoint()).getConfiguration().getGroupId();
    }

    /**
     * Takes records through the route's transform, guard and dead letters as if its consumer had read them, and commits
     * nothing. Records of one key must be in the order of their offsets.
     *
     * @return what became of them
     * @throws Exception if the outside failed; all of them may be given again
     */
    public IngestOutcome ingest(List<SourceRecord> records, IngestTarget target) throws Exception {
        Exchange bundle = route.getConsumer().getEndpoint().createExchange();
        bundle.getExchangeExtension().setFromRouteId(id());
        bundle.setProperty(IngestTarget.PROPERTY, target);
        List<Exchange> children = new ArrayList<>(records.size());
        for (SourceRecord record : records) {
            Exchange child = route.getConsumer().getEndpoint().createExchange();
            describe(record, child.getMessage());
            children.add(child);
        }
        bundle.getMessage().setBody(children);
        route.getProcessor().process(bundle);
        if (bundle.getException() != null) {
            // Of all the records that failed with it, the first tells why.
            Batch batch = bundle.getProperty(Batch.PROPERTY, Batch.class);
            throw batch != null && batch.failure() instanceof Exception first ? first : bundle.getException();
        }
        return Batch.of(bundle).outcome();
    }

    private static void describe(SourceRecord record, Message message) {
        for (Header header : record.headers()) {
            // The consumer does the same: a transform may read a record's headers.
            if (!HEADERS.applyFilterToExternalHeaders(header.key(), header.value(), message.getExchange())) {
                message.setHeader(header.key(), header.value());
            }
        }
        Place place = record.place();
        message.setHeader(KafkaConstants.TOPIC, place.topic());
        message.setHeader(KafkaConstants.PARTITION, place.partition());
        message.setHeader(KafkaConstants.OFFSET, place.offset());
        message.setHeader(KafkaConstants.TIMESTAMP, record.time().toEpochMilli());
        message.setHeader(KafkaConstants.HEADERS, record.headers());
        message.setHeader(SourceRecord.GIVEN, record);
        if (record.key() != null) {
            message.setHeader(KafkaConstants.KEY, record.key());
        }
        message.setBody(record.value());
    }
}
