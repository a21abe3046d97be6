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

/** Tests that a consumer survives an {@link Error}, such as a missing class. */
class ConsumerErrorsIT {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final AtomicInteger UNREADABLE = new AtomicInteger();

    private final String topic = TestServices.uniqueName("errors");
    private final AtomicInteger failures = new AtomicInteger();
    private final List<String> processed = new CopyOnWriteArrayList<>();
    private TestTopics topics;
    private DefaultCamelContext camel;
    private volatile CountDownLatch gate = new CountDownLatch(0);
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
    void recordWhoseDeserializerMissesAClassIsRetried() throws Exception {
        UNREADABLE.set(2);
        run(exchange -> false);

        send("1", "2", "3");

        await().atMost(TIMEOUT).untilAsserted(() -> assertThat(processed).containsSubsequence("1", "2", "3"));
    }

    @Test
    void batchWhoseRouteMissesAClassIsRetried() throws Exception {
        failures.set(2);
        run(exchange -> false);

        send("1", "2", "3");

        await().atMost(TIMEOUT).untilAsserted(() -> assertThat(processed).containsSubsequence("1", "2", "3"));
    }

    @Test
    void batchWhoseErrorHandlerMissesAClassIsRetried() throws Exception {
        failures.set(1);
        AtomicInteger calls = new AtomicInteger();
        run(exchange -> {
            if (calls.incrementAndGet() <= 2) {
                throw new NoClassDefFoundError("com/example/Missing");
            }
            return false;
        });

        send("1", "2", "3");

        await().atMost(TIMEOUT).untilAsserted(() -> assertThat(processed).containsSubsequence("1", "2", "3"));
        // Stopping waits for exchanges in flight.
        await().atMost(TIMEOUT).until(() -> camel.getInflightRepository().size("errors") == 0);
        assertThat(camel.getInflightRepository().size()).isZero();
    }

    @Test
    void healthReportsAConsumerWithAHangingBatch() throws Exception {
        CountDownLatch released = new CountDownLatch(1);
        gate = released;
        run(exchange -> false);

        send("1");
        await().atMost(TIMEOUT)
                .untilAsserted(() -> assertThat(polls.hanging())
                        .startsWith("A consumer of group " + topic + " has not finished a batch since "));
        assertThat(polls.dead()).isEmpty();

        released.countDown();
        await().atMost(TIMEOUT).until(() -> polls.hanging().isEmpty());
    }

    @Test
    void healthReportsAConsumerWithADeadThread() throws Exception {
        Polls.Poll poll = polls.add("gone");
        Thread thread = new Thread(poll::now);
        thread.start();
        thread.join();

        await().atMost(TIMEOUT)
                .untilAsserted(
                        () -> assertThat(polls.dead()).startsWith("A consumer of group gone has no thread since "));
        assertThat(polls.hanging()).isEmpty();

        polls.remove(poll);
        assertThat(polls.dead()).isEmpty();
    }

    @Test
    void stoppedConsumerIsNotReported() throws Exception {
        run(exchange -> false);
        send("1");
        await().atMost(TIMEOUT).until(() -> !processed.isEmpty());

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
                        .process(ConsumerErrorsIT.this::process);
            }
        });
        camel.start();
    }

    private void process(Exchange batch) throws InterruptedException {
        gate.await();
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

    /** Deserializer of text that fails with a missing class at first. */
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
