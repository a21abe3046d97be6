package io.howdah.tools.golden;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.mongodb.client.MongoDatabase;
import io.howdah.change.ChangeHeaders;
import io.howdah.change.StreamPositions;
import io.howdah.ingest.IngestRoute;
import io.howdah.ingest.IngestTarget;
import io.howdah.ingest.SourceRecord;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.Route;
import org.apache.camel.component.mongodb.MongoDbConstants;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** Runs records through an application's ingest and notify routes, and collects the results. */
final class Records {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    /** Timestamp of a case's first record, unless the record has its own. */
    private static final Instant FIRST_TIME = Instant.parse("2026-01-01T00:00:00Z");

    private final GoldenDomains domains;
    private final Steps steps;
    private final RemoteEndpoints remoteEndpoints;
    private final PayloadFailures payloadFailures;
    private final MongoDatabase database;

    Records(
            GoldenDomains domains,
            Steps steps,
            RemoteEndpoints remoteEndpoints,
            PayloadFailures payloadFailures,
            MongoDatabase database) {
        this.domains = domains;
        this.steps = steps;
        this.remoteEndpoints = remoteEndpoints;
        this.payloadFailures = payloadFailures;
        this.database = database;
    }

    Set<String> steps() {
        return steps.ids();
    }

    Outcome run(String name, List<GoldenRecord> given, Answers answers) {
        GoldenDomain domain = domains.get(name);
        StoredDocuments stored =
                StoredDocuments.empty(database.getCollection(domain.model().collection()));
        steps.reset();
        remoteEndpoints.begin(answers);
        List<String> failures = new ArrayList<>();
        ArrayNode results = NODES.arrayNode();
        Instant time = FIRST_TIME;
        long offset = 0;
        for (GoldenRecord record : given) {
            time = record.time() == null ? time : record.time();
            offset = record.offset() == null ? offset : record.offset();
            results.add(run(domain, record, time, offset, stored, failures));
            time = time.plusSeconds(1);
            offset++;
        }
        steps.settle();
        return new Outcome(result(results, stored.visible()), remoteEndpoints.unanswered(), failures);
    }

    private ObjectNode run(
            GoldenDomain domain,
            GoldenRecord record,
            Instant time,
            long offset,
            StoredDocuments stored,
            List<String> failures) {
        IngestRoute route = record.route() == null ? domain.ingest() : domains.other(domain, record.route());
        ObjectNode result = NODES.objectNode();
        try {
            route.ingest(List.of(source(route, record, time, offset)), IngestTarget.LIVE);
        } catch (Exception e) {
            return result.set("waits", error(Failures.line(e)));
        }
        List<String> deadLetters = remoteEndpoints.takeDeadLetters();
        if (!deadLetters.isEmpty()) {
            return result.set("deadLetter", error(deadLetters.get(0)));
        }
        result.putNull("frame");
        for (StoredDocuments.Change change : stored.read()) {
            domain.notifications().ifPresent(notify -> result.set("frame", payload(notify, change, failures)));
        }
        return result;
    }

    private static SourceRecord source(IngestRoute route, GoldenRecord record, Instant time, long offset) {
        RecordHeaders headers = new RecordHeaders();
        record.headers().forEach((name, text) -> headers.add(name, text.getBytes(StandardCharsets.UTF_8)));
        String key = record.key();
        return new SourceRecord(
                new SourceRecord.Position(route.topic(), 0, offset),
                time,
                key == null ? null : key.getBytes(StandardCharsets.UTF_8),
                record.value(),
                headers,
                null,
                0);
    }

    /** Returns the payload that the notify route sends for a change. */
    private JsonNode payload(Route notify, StoredDocuments.Change change, List<String> failures) {
        Exchange exchange = notify.getEndpoint().createExchange();
        exchange.getExchangeExtension().setFromRouteId(notify.getRouteId());
        exchange.getMessage().setHeader(ChangeHeaders.RESUME_TOKEN, StreamPositions.token("00"));
        exchange.getMessage().setHeader(MongoDbConstants.STREAM_OPERATION_TYPE, change.isNew() ? "insert" : "replace");
        exchange.getMessage().setBody(change.document());
        try {
            notify.getProcessor().process(exchange);
        } catch (Exception e) {
            exchange.setException(e);
        }
        payloadFailures.check(exchange);
        payloadFailures
                .take()
                .forEach(reason ->
                        failures.add("the payload transform of " + notify.getRouteId() + " failed: " + reason));
        List<JsonNode> payloads = remoteEndpoints.takePayloads();
        return payloads.isEmpty() ? NODES.nullNode() : payloads.get(payloads.size() - 1);
    }

    private static ObjectNode result(ArrayNode records, List<JsonNode> documents) {
        ObjectNode result = NODES.objectNode();
        boolean single = records.size() == 1;
        if (documents.size() > 1) {
            result.set("documents", NODES.arrayNode().addAll(documents));
        } else if (!documents.isEmpty() || !single || records.get(0).has("frame")) {
            result.set("document", documents.isEmpty() ? NODES.nullNode() : documents.get(0));
        }
        if (single) {
            result.setAll((ObjectNode) records.get(0));
        } else {
            result.set("records", records);
        }
        return result;
    }

    private static ObjectNode error(String reason) {
        return NODES.objectNode().put("error", reason);
    }
}
