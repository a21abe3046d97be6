package io.howdah.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.howdah.model.ReadModel;
import io.howdah.model.ReadModels;
import io.howdah.model.SdlSource;
import io.howdah.observe.Tracing;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Tests the checks of records, including deletions, before they are added to a batch. */
class RecordIngestTest {

    private static final ReadModel PARCEL =
            ReadModels.load(List.of(new SdlSource("parcels.graphqls", """
                    type Parcel @readModel(collection: "parcels", key: "id", version: "at") @public {
                      id: ID!
                      at: DateTime!
                    }
                    """))).get("Parcel");

    private static final Duration MAX_FUTURE = Duration.ofMinutes(5);
    private static final int MAX_BYTES = 4096;
    private static final String VERSION = "record-version";

    private final RecordIngest steps = new RecordIngest(new ObjectMapper(), MAX_BYTES, MAX_FUTURE);

    @Test
    void versionTooFarInTheFutureIsRejected() {
        // Given
        String soon = Instant.now().plus(MAX_FUTURE).minusSeconds(60).toString();
        String late = Instant.now().plus(MAX_FUTURE).plusSeconds(60).toString();

        // When, then
        assertThatCode(() -> ingest("a", parcel("a", soon), "")).doesNotThrowAnyException();
        assertThatCode(() -> ingest("a", null, soon)).doesNotThrowAnyException();
        assertThatThrownBy(() -> ingest("a", parcel("a", late), "")).hasMessageContaining("howdah.ingest.max-future");
        assertThatThrownBy(() -> ingest("a", null, late)).hasMessageContaining("howdah.ingest.max-future");
    }

    @Test
    void tooLongKeyIsRejected() {
        // Given
        String now = Instant.now().toString();
        String maxKey = "k".repeat(1024);

        // When, then
        assertThatCode(() -> ingest(maxKey, parcel(maxKey, now), "")).doesNotThrowAnyException();
        assertThatCode(() -> ingest(maxKey, null, now)).doesNotThrowAnyException();
        assertThatThrownBy(() -> ingest(maxKey, parcel(maxKey + "k", now), ""))
                .hasMessage("the key has more than 1024 bytes");
        assertThatThrownBy(() -> ingest(maxKey + "k", null, now)).hasMessage("the key has more than 1024 bytes");
    }

    @Test
    void tooLargeValueIsRejected() {
        // Given
        String parcel = parcel("a", Instant.now().toString());
        String maxValue = parcel + " ".repeat(MAX_BYTES - parcel.length());

        // When, then
        assertThatCode(() -> ingest("a", maxValue, "")).doesNotThrowAnyException();
        assertThatThrownBy(() -> ingest("a", maxValue + " ", ""))
                .hasMessageContaining("howdah.ingest.max-record-bytes=" + MAX_BYTES);
    }

    private static String parcel(String id, String at) {
        return "{\"id\":\"%s\",\"at\":\"%s\"}".formatted(id, at);
    }

    private void ingest(String key, @Nullable String value, String version) throws Exception {
        try (DefaultCamelContext camel = new DefaultCamelContext()) {
            Batch batch = new Batch(PARCEL, ReadModel.MAIN_PART, IngestTarget.LIVE, 1, Tracing.OFF);
            batch.origin("parcels", new SourceRecord.Origin("t", 0));
            Headers headers = new RecordHeaders().add(VERSION, version.getBytes(UTF_8));
            Exchange exchange = new DefaultExchange(camel);
            exchange.setProperty(Batch.PROPERTY, batch);
            exchange.setProperty("HowdahVersionHeader", VERSION);
            exchange.getMessage().setHeader(KafkaConstants.TOPIC, "parcels");
            exchange.getMessage().setHeader(KafkaConstants.PARTITION, 0);
            exchange.getMessage().setHeader(KafkaConstants.OFFSET, 1L);
            exchange.getMessage().setHeader(KafkaConstants.KEY, key.getBytes(UTF_8));
            exchange.getMessage().setHeader(KafkaConstants.HEADERS, headers);
            exchange.getMessage().setBody(value == null ? null : value.getBytes(UTF_8));
            steps.open(exchange);
            steps.accept(exchange);
            assertThat(batch.undecided()).hasSize(1);
        }
    }
}
