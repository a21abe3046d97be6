package io.howdah.ingest.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.howdah.config.KafkaSettings;
import io.howdah.testing.TestServices;
import io.howdah.testing.TestTopics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;
import org.apache.camel.Predicate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.kafka.consumer.KafkaManualCommit;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A consumer survives what is no Exception: a class that a missing JAR should have, for instance. */
class ConsumerErrorsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final AtomicInteger UNREADABLE = new AtomicInteger();

    private final String topic = TestServices.uniqueName("errors");
    private final AtomicInteger failures = new AtomicInteger();
    private final List<String> processed = new CopyOnWriteArrayList<>();
    private TestTopics topics;
    private DefaultCamelContext camel;
    private volatile CountDownLatch hold = new CountDownLatch(0);
    private final Polls polls = new Polls(Duration.ofMillis(500));

    @BeforeEach
    void start() throws Exception {
        UNREADABLE.set(0);
        topics = new TestTopics();
        topics.create(List.of(topic), 1);
        KafkaClients clients = new KafkaClients(new KafkaSettings(TestServices.brokers(), "howdah", Map.of()));
        PollFailures pollFailures = new PollFailures();
        camel = new DefaultCamelContext();
        camel.getRegistry()
                .bind(
                        "kafka",
                        KafkaEngine.component(
                                clients,
                                pollFailures,
                                new Topics(clients),
                                new PartitionLags(),
                                new GroupMemberships(pollFailures),
                                polls));
    }

    @AfterEach
    void stop() {
        camel.stop();
        topics.close();
    }

    @Test
    void recordThatCannotBeReadForWantOfAClassIsReadWhenTheClassIsThere() throws Exception {
        UNREADABLE.set(2);
        run(exchange -> false);

        send("1", "2", "3");

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(processed).containsSubsequence("1", "2", "3"));
    }

    @Test
    void batchWhoseRouteMissesAClassIsTriedAgain() throws Exception {
        failures.set(2);
        run(exchange -> false);

        send("1", "2", "3");

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(processed).containsSubsequence("1", "2", "3"));
    }

    @Test
    void batchWhoseErrorHandlerMissesAClassIsTriedAgain() throws Exception {
        failures.set(1);
        AtomicInteger asked = new AtomicInteger();
        run(exchange -> {
            if (asked.incrementAndGet() <= 2) {
                throw new NoClassDefFoundError("com/example/Missing");
            }
            return false;
        });

        send("1", "2", "3");

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(processed).containsSubsequence("1", "2", "3"));
        // A stop waits for what is in flight.
        await().atMost(PATIENCE).until(() -> camel.getInflightRepository().size("errors") == 0);
        assertThat(camel.getInflightRepository().size()).isZero();
    }

    @Test
    void healthNamesTheConsumerWhoseBatchHangs() throws Exception {
        CountDownLatch released = new CountDownLatch(1);
        hold = released;
        run(exchange -> false);

        send("1");
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(polls.hanging())
                        .startsWith("A consumer of the group " + topic + " has not finished a batch since "));
        assertThat(polls.dead()).isEmpty();

        released.countDown();
        await().atMost(PATIENCE).until(() -> polls.hanging().isEmpty());
    }

    @Test
    void healthNamesTheConsumerWhoseThreadHasDied() throws Exception {
        Polls.Poll poll = polls.add("gone");
        Thread thread = new Thread(poll::now);
        thread.start();
        thread.join();

        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(polls.dead()).startsWith("A consumer of the group gone has no thread since "));
        assertThat(polls.hanging()).isEmpty();

        polls.remove(poll);
        assertThat(polls.dead()).isEmpty();
    }

    @Test
    void consumerThatIsStoppedIsNotReported() throws Exception {
        run(exchange -> false);
        send("1");
        await().atMost(PATIENCE).until(() -> !processed.isEmpty());

        camel.getRouteController().stopRoute("errors");

        assertThat(polls.size()).isZero();
    }

    private void send(String... values) throws Exception {
        for (String value : values) {
            topics.send(topic, "key", value);
        }
    }

    private void run(Predicate handled) throws Exception {
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                onException(Throwable.class).onWhen(handled).handled(false);
                from("kafka:" + topic + "?groupId=" + topic
                                + "&autoOffsetReset=earliest&batching=true&maxPollRecords=10"
                                + "&pollTimeoutMs=50&allowManualCommit=true&autoCommitEnable=false&breakOnFirstError=true"
                                + "&keyDeserializer=" + ByteArrayDeserializer.class.getName() + "&valueDeserializer="
                                + Reader.class.getName())
                        .routeId("errors")
                        .process(ConsumerErrorsIT.this::take);
            }
        });
        camel.start();
    }

    private void take(Exchange batch) throws InterruptedException {
        hold.await();
        if (failures.getAndDecrement() > 0) {
            throw new NoClassDefFoundError("com/example/Missing");
        }
        for (Object each : batch.getMessage().getBody(List.class)) {
            Exchange record = (Exchange) each;
            processed.add(record.getMessage().getBody(String.class));
            record.getMessage()
                    .getHeader("CamelKafkaManualCommit", KafkaManualCommit.class)
                    .commit();
        }
    }

    /** Reads text, and misses a class at first. */
    public static final class Reader implements Deserializer<Object> {
        @Override
        public Object deserialize(String topic, byte[] data) {
            String text = new String(data, StandardCharsets.UTF_8);
            if (text.equals("2") && UNREADABLE.getAndDecrement() > 0) {
                throw new NoClassDefFoundError("com/example/Missing");
            }
            return text;
        }
    }
}
