package io.howdah.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.ReplaceOptions;
import io.howdah.change.ChangeHeaders;
import io.howdah.config.SettingValues;
import io.howdah.config.Settings;
import io.howdah.model.ReadModels;
import io.howdah.model.SdlSource;
import io.howdah.observe.Tracing;
import io.howdah.query.ProcessorTimes;
import io.howdah.runtime.ExternalServices;
import io.howdah.runtime.RouteWiring;
import io.howdah.runtime.Storage;
import io.howdah.runtime.source.ApplicationSources;
import io.howdah.testing.TestServices;
import io.howdah.testing.TestTopics;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.component.kafka.consumer.KafkaManualCommit;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.component.mongodb.MongoDbConstants;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.main.MainConfigurationProperties;
import org.apache.camel.spi.Registry;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.test.junit5.CamelContextConfiguration;
import org.apache.camel.test.main.junit5.CamelMainTestSupport;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The templates of a domain without any transform of its own, with mocks in place of Kafka and the sockets. */
class TemplatesIT extends CamelMainTestSupport {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String TOPIC = TestServices.uniqueName("templates");

    // Static, because the superclass configures the context in its constructor.
    private static final SettingValues values = SettingValues.load(List.of(), List.of(), Map.of());
    private final MongoClient mongo = MongoClients.create(TestServices.mongoUri());
    private static final String database = TestServices.uniqueName("templates");
    private RouteWiring wiring;
    private final List<Long> committed = new ArrayList<>();

    /** The topic's id is asked of the broker. */
    @BeforeAll
    static void createTopic() throws Exception {
        try (TestTopics topics = new TestTopics()) {
            topics.create(List.of(TOPIC));
        }
    }

    @Override
    public void configureContext(CamelContextConfiguration configuration) {
        values.override("howdah.mongo.database", database, "test");
        values.override("howdah.kafka.brokers", TestServices.brokers(), "test");
        values.override("camel.server.enabled", "false", "test");
        values.override("camel.management.enabled", "false", "test");
        Properties properties = new Properties();
        properties.putAll(values.asMap());
        super.configureContext(configuration);
        configuration
                .withUseOverridePropertiesWithPropertiesComponent(properties)
                .withMockEndpointsAndSkip("kafka:.*|vertx-websocket:.*");
        configuration.replaceRouteFromWith("things-ingest", "direct:records");
        configuration.replaceRouteFromWith("things-notify", "direct:changes");
    }

    @Override
    protected void configure(MainConfigurationProperties configuration) {
        configuration.withRoutesIncludePattern("classpath:routes/shared/errors.camel.yaml,"
                + "classpath:routes/shared/as-is.camel.yaml,classpath:routes/templates/ingest.camel.yaml,"
                + "classpath:routes/templates/notify.camel.yaml,file:src/test/resources/things.camel.yaml");
    }

    @Override
    protected void bindToRegistry(Registry registry) {
        ReadModels models = ReadModels.load(List.of(new SdlSource("things.graphqls", """
                type Thing @readModel(collection: "things", key: "id") @public {
                  id: ID!
                  size: Int
                }
                """)));
        Settings settings = Settings.of(values);
        ApplicationSources sources = new ApplicationSources(List.of());
        wiring = new RouteWiring(
                settings,
                sources,
                models,
                new DefaultCamelContext(false),
                Storage.of(settings, mongo),
                ExternalServices.of(settings, sources, Tracing.OFF),
                List.of(),
                new ProcessorTimes(100));
        wiring.bindTo(registry::bind);
    }

    @AfterEach
    void closeMongo() {
        wiring.close();
        mongo.getDatabase(database).drop();
        mongo.close();
    }

    @Test
    void batchIsStoredBadRecordsAreSetAsideAndThenItIsCommitted() throws Exception {
        // Given
        MockEndpoint deadLetters = getMockEndpoint("mock:kafka:things.dlq");
        deadLetters.expectedMessageCount(1);

        // When
        Exchange batch = send(
                record(0, 7, "a", "{\"id\":\"a\",\"size\":1}"),
                record(0, 8, "b", "{\"id\":\"b\",\"size\":\"huge\"}"),
                record(1, 3, "c", "{\"id\":\"c\"}"));

        // Then
        assertThat(batch.getException()).isNull();
        assertThat(things().countDocuments()).isEqualTo(2);
        assertThat(things().find(new Document("_id", "a")).first().getEmbedded(List.of("_h", "v", "main"), Long.class))
                .isEqualTo(7);
        deadLetters.assertIsSatisfied();
        Message letter = letters(deadLetters).get(0);
        assertThat(letter.getBody(String.class)).isEqualTo("{\"id\":\"b\",\"size\":\"huge\"}");
        assertThat(letter.getHeader("howdah.error.message", String.class)).contains("Thing", "size");
        assertThat(committed).containsExactlyInAnyOrder(8L, 3L);
    }

    @Test
    void batchIsNotCommittedWhenTheDeadLetterTopicFails() throws Exception {
        // Given
        getMockEndpoint("mock:kafka:things.dlq").whenAnyExchangeReceived(exchange -> {
            throw new org.apache.kafka.common.errors.TimeoutException("no broker");
        });

        // When
        Exchange batch = send(record(0, 1, "a", "{\"id\":\"a\"}"), record(0, 2, "b", "no json"));

        // Then
        assertThat(batch.getException()).isNotNull();
        assertThat(committed).isEmpty();
    }

    @Test
    void documentThatTheServerRefusesIsADeadLetterAndTheOthersAreStored() throws Exception {
        // Given a user's own unique index, with a name that looks like the key's
        things().createIndex(
                        new Document("size", 1), new IndexOptions().unique(true).name("size_id_1"));
        MockEndpoint deadLetters = getMockEndpoint("mock:kafka:things.dlq");
        deadLetters.expectedMessageCount(1);

        // When
        Exchange batch = send(
                record(0, 1, "a", "{\"id\":\"a\",\"size\":1}"),
                record(0, 2, "b", "{\"id\":\"b\",\"size\":3}"),
                record(0, 3, "b", "{\"id\":\"b\",\"size\":1}"),
                record(0, 4, "c", "{\"id\":\"c\",\"size\":2}"));

        // Then the older record of the refused key takes its place
        assertThat(batch.getException()).isNull();
        assertThat(things().countDocuments()).isEqualTo(3);
        assertThat(things().find(new Document("_id", "b")).first()).containsEntry("size", 3);
        deadLetters.assertIsSatisfied();
        assertThat(letters(deadLetters)).hasSize(1);
        assertThat(letters(deadLetters).get(0).getHeader("howdah.error.message", String.class))
                .contains("11000");
        assertThat(committed).containsExactly(4L);
    }

    @Test
    void keysThatMongoDbWouldNotFindAgainAreDeadLetters() throws Exception {
        // Given
        MockEndpoint deadLetters = getMockEndpoint("mock:kafka:things.dlq");
        deadLetters.expectedMessageCount(1);

        // When
        Exchange batch = send(
                record(0, 1, "half", "{\"id\":\"\\ud800\"}"),
                record(0, 2, "long", "{\"id\":\"" + "x".repeat(2000) + "\"}"),
                record(0, 3, "c", "{\"id\":\"c\"}"));

        // Then
        assertThat(batch.getException()).isNull();
        assertThat(things().countDocuments()).isEqualTo(1);
        deadLetters.assertIsSatisfied();
        assertThat(letters(deadLetters)).hasSize(2);
    }

    @Test
    void whatLosesARaceIsDecidedAgain() throws Exception {
        // Given
        send(record(0, 1, "a", "{\"id\":\"a\",\"size\":1}"), record(0, 2, "b", "{\"id\":\"b\",\"size\":1}"));
        AtomicInteger rounds = new AtomicInteger();
        AdviceWith.adviceWith(
                context,
                "things-ingest",
                advice -> advice.weaveById("store").before().process(exchange -> {
                    // Another writer comes first: with something older for a, with something newer for b and c
                    if (rounds.incrementAndGet() == 1) {
                        writeElsewhere("a", 5);
                        writeElsewhere("b", 50);
                        writeElsewhere("c", 50);
                    }
                }));

        // When
        Exchange batch = send(
                record(0, 11, "a", "{\"id\":\"a\",\"size\":11}"),
                record(0, 12, "b", "{\"id\":\"b\",\"size\":12}"),
                record(0, 13, "c", "{\"id\":\"c\",\"size\":13}"),
                record(0, 14, "d", "{\"id\":\"d\",\"size\":14}"));

        // Then
        assertThat(batch.getException()).isNull();
        assertThat(rounds).hasValue(2);
        assertThat(size("a")).isEqualTo(11);
        assertThat(size("b")).isEqualTo(50);
        assertThat(size("c")).isEqualTo(50);
        assertThat(size("d")).isEqualTo(14);
        assertThat(things().find(new Document("_id", "a")).first().getEmbedded(List.of("_h", "rev"), Long.class))
                .isEqualTo(3);
        assertThat(committed).contains(14L);
    }

    private Object size(String id) {
        return things().find(new Document("_id", id)).first().get("size");
    }

    /** What another process would have stored of a record of the same topic. */
    private void writeElsewhere(String id, int offset) {
        Document model = things().find(new Document("_id", "a")).first().get("_h", Document.class);
        Document source = new Document(model.get("src", Document.class)).append("offset", (long) offset);
        Document stored = things().find(new Document("_id", id)).first();
        long revision = stored == null ? 1 : stored.getEmbedded(List.of("_h", "rev"), Long.class) + 1;
        Document header = new Document("rev", revision)
                .append("v", new Document("main", (long) offset))
                .append("src", source);
        things().replaceOne(
                        new Document("_id", id),
                        new Document("_id", id)
                                .append("id", id)
                                .append("size", offset)
                                .append("_h", header),
                        new ReplaceOptions().upsert(true));
    }

    @Test
    void lettersThatTheirTopicRefusesAsTooLargeAreCut() throws Exception {
        // Given
        MockEndpoint deadLetters = getMockEndpoint("mock:kafka:things.dlq");
        deadLetters.whenExchangeReceived(1, exchange -> {
            throw new org.apache.kafka.common.errors.RecordTooLargeException("over max.message.bytes");
        });

        // When
        Exchange batch = send(record(0, 1, "a", "x".repeat(100_000)));

        // Then
        assertThat(batch.getException()).isNull();
        Message letter = letters(deadLetters).get(1);
        assertThat(letter.getBody(byte[].class)).hasSize(16 * 1024);
        assertThat(letter.getHeader("howdah.value.cut", String.class)).isEqualTo("100000 bytes");
        assertThat(committed).containsExactly(1L);
    }

    @Test
    void transformThatGivesNothingDeletesNothing() throws Exception {
        // Given
        send(record(0, 1, "a", "{\"id\":\"a\",\"size\":1}"));
        getMockEndpoint("mock:kafka:things.dlq").expectedMessageCount(1);
        AdviceWith.adviceWith(
                context, "as-is", advice -> advice.weaveAddLast().setBody(advice.constant((Object) null)));

        // When
        send(record(0, 2, "a", "{\"id\":\"a\",\"size\":2}"));

        // Then
        MockEndpoint.assertIsSatisfied(context);
        assertThat(things().find().first()).containsEntry("size", 1);
        assertThat(things().find().first().get("_h", Document.class)).doesNotContainKey("del");
    }

    @Test
    void deadLetterIsNotSentElsewhereByItsOwnHeaders() throws Exception {
        // Given
        MockEndpoint deadLetters = getMockEndpoint("mock:kafka:things.dlq");
        deadLetters.expectedMessageCount(1);
        Exchange record = record(0, 1, "a", "no json");
        record.getMessage()
                .setHeader(
                        KafkaConstants.HEADERS,
                        new RecordHeaders()
                                .add(KafkaConstants.OVERRIDE_TOPIC, "elsewhere".getBytes(StandardCharsets.UTF_8))
                                .add("tenant", "north".getBytes(StandardCharsets.UTF_8)));

        // When
        send(record);

        // Then
        deadLetters.assertIsSatisfied();
        Message letter = letters(deadLetters).get(0);
        assertThat(letter.getHeader(KafkaConstants.OVERRIDE_TOPIC)).isNull();
        assertThat(letter.getHeader("original." + KafkaConstants.OVERRIDE_TOPIC, String.class))
                .isEqualTo("elsewhere");
        assertThat(letter.getHeader("tenant", String.class)).isEqualTo("north");
    }

    @Test
    void changeIsSentToItsChannel() throws Exception {
        // Given
        MockEndpoint sockets = getMockEndpoint("mock:vertx-websocket:/notifications/things");
        sockets.expectedMessageCount(1);
        Document stored = new Document("_id", "a")
                .append("id", "a")
                .append("size", 5)
                .append("_h", new Document("rev", 1L).append("v", new Document("main", 12L)));

        // When
        template.sendBodyAndHeaders("direct:changes", stored, changeHeaders("insert", "a"));

        // Then
        sockets.assertIsSatisfied();
    }

    @Test
    void changeThatCannotBeShownGoesOnWithoutData() throws Exception {
        // Given a payload transform that fails
        MockEndpoint sockets = getMockEndpoint("mock:vertx-websocket:/notifications/things");
        sockets.expectedMessageCount(1);
        AdviceWith.adviceWith(
                context,
                "as-is",
                advice -> advice.weaveAddLast().throwException(new IllegalArgumentException("no frame for this")));

        // When
        Exchange change = template.send("direct:changes", exchange -> {
            exchange.getMessage().setBody(new Document("_id", "a").append("id", "a"));
            changeHeaders("insert", "a").forEach(exchange.getMessage()::setHeader);
        });

        // Then the change stream goes on, and the clients that have the former document receive an event
        assertThat(change.getException()).isNull();
        MockEndpoint.assertIsSatisfied(context);
        assertThat(sockets.getExchanges().get(0).getMessage().getBody())
                .extracting("data")
                .isNull();
    }

    @Test
    void removalOfATombstoneIsToldToNobody() throws Exception {
        // Given
        MockEndpoint sockets = getMockEndpoint("mock:vertx-websocket:/notifications/things");
        sockets.expectedMessageCount(0);

        // When
        template.sendBodyAndHeaders("direct:changes", new Document("_id", "a"), changeHeaders("delete", "a"));

        // Then
        sockets.assertIsSatisfied();
    }

    private Exchange send(Exchange... records) {
        Exchange batch = new DefaultExchange(context);
        batch.getMessage().setBody(List.of(records));
        return template.send("direct:records", batch);
    }

    private Exchange record(int partition, long offset, String key, String value) {
        Exchange exchange = new DefaultExchange(context);
        Message message = exchange.getMessage();
        message.setHeader(KafkaConstants.TOPIC, TOPIC);
        message.setHeader(KafkaConstants.PARTITION, partition);
        message.setHeader(KafkaConstants.OFFSET, offset);
        message.setHeader(KafkaConstants.TIMESTAMP, 0L);
        message.setHeader(KafkaConstants.KEY, key.getBytes(StandardCharsets.UTF_8));
        message.setHeader(KafkaConstants.MANUAL_COMMIT, (KafkaManualCommit) () -> committed.add(offset));
        message.setBody(value.getBytes(StandardCharsets.UTF_8));
        return exchange;
    }

    private static Map<String, Object> changeHeaders(String operation, String key) {
        return Map.of(
                MongoDbConstants.STREAM_OPERATION_TYPE,
                operation,
                "_id",
                key,
                ChangeHeaders.RESUME_TOKEN,
                new BsonDocument("_data", new BsonString("82AB")));
    }

    /** The letters of all batches that came to the topic. */
    private static List<Message> letters(MockEndpoint topic) {
        return topic.getExchanges().stream()
                .flatMap(batch -> ((List<?>) batch.getMessage().getBody()).stream())
                .map(letter -> ((Exchange) letter).getMessage())
                .toList();
    }

    private MongoCollection<Document> things() {
        return mongo.getDatabase(database).getCollection("things");
    }
}
