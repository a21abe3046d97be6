package io.howdah.chaos.checkers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import io.howdah.chaos.faults.Instance;
import io.howdah.chaos.faults.Services;
import io.howdah.chaos.loads.EventStream;
import io.howdah.chaos.loads.Part;
import io.howdah.chaos.loads.TopicLog;
import io.howdah.testing.Pace;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.ConsumerGroupState;
import org.apache.kafka.common.TopicPartition;
import org.bson.Document;

/** The domain of the checker: two topics feed one model. It is seen from outside, and not through the proxies. */
final class Items implements AutoCloseable {

    private static final Duration START = Duration.ofSeconds(120);
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Duration PACE = Duration.ofMillis(50);

    private static final String SCHEMA = """
            type Item @readModel(collection: "items", key: "id", version: "version") @public {
              id: ID!
              version: Long!
              state: ItemState! @filterable
              note: String!
              spot: Spot @part(version: "seen")
            }

            type Spot {
              seen: Long!
              note: String!
            }

            enum ItemState {
              OPEN
              DONE
            }
            """;
    private static final String ROUTES = """
            - templatedRoute:
                routeTemplateRef: ingest
                routeId: items-ingest
                parameters:
                  - name: topic
                    value: "{{items.topic}}"
                  - name: model
                    value: Item
                  - name: transform
                    value: direct:items-transform
            - templatedRoute:
                routeTemplateRef: ingest
                routeId: items-spot-ingest
                parameters:
                  - name: topic
                    value: "{{spots.topic}}"
                  - name: model
                    value: Item
                  - name: part
                    value: spot
                  - name: transform
                    value: direct:items-spot-transform
            """
            + transform("items-transform", "{id, version, state, note}")
            + transform("items-spot-transform", "{id, spot}");

    private final String prefix;
    private final TopicLog log;
    private final MongoCollection<Document> collection;
    private final Watcher watcher;

    private Items(String prefix, TopicLog log, MongoCollection<Document> collection) {
        this.prefix = prefix;
        this.log = log;
        this.collection = collection;
        this.watcher = new Watcher(collection);
    }

    /**
     * Makes the topics, and watches the collection from now on.
     *
     * @param prefix begins the names of topics and groups
     */
    static Items create(Services services, String prefix, MongoDatabase database) throws Exception {
        return new Items(prefix, TopicLog.create(services.brokers(), prefix), database.getCollection("items"));
    }

    /** Writes it into an application's folder. */
    static void addTo(Path app) throws IOException {
        Instance.write(app.resolve("graphql/items.graphqls"), SCHEMA);
        Instance.write(app.resolve("routes/items.camel.yaml"), ROUTES);
    }

    /** Its part of an application's settings. */
    String settings() {
        return """
                items.topic=%s
                spots.topic=%s
                """.formatted(Part.MAIN.topic(prefix), Part.SPOT.topic(prefix));
    }

    TopicLog log() {
        return log;
    }

    MongoCollection<Document> collection() {
        return collection;
    }

    Watcher watcher() {
        return watcher;
    }

    /** Waits until exactly these processes share all partitions. */
    void awaitMembers(Collection<Instance> instances, Path folder) {
        await("all instances in the group, see " + folder).atMost(START).untilAsserted(() -> {
            assertThat(instances).allMatch(Instance::isAlive);
            for (ConsumerGroupDescription group : log.groups()) {
                Collection<MemberDescription> members = group.members();
                assertThat(group.state()).isEqualTo(ConsumerGroupState.STABLE);
                assertThat(members.stream().map(Items::processOf).collect(Collectors.toSet()))
                        .containsExactlyInAnyOrderElementsOf(
                                instances.stream().map(Instance::clientId).toList());
                assertThat(members.stream()
                                .mapToInt(member ->
                                        member.assignment().topicPartitions().size())
                                .sum())
                        .isEqualTo(TopicLog.PARTITIONS);
            }
        });
    }

    /**
     * Sends a stream at a steady pace, and what it held back at the end; returns when the broker has all of it.
     *
     * @param chunk how many records every {@link #PACE}
     * @param more whether it goes on after so many chunks
     */
    void send(EventStream stream, int chunk, IntPredicate more) {
        long next = System.nanoTime();
        for (int sent = 0; more.test(sent); sent++) {
            log.send(stream.next(chunk));
            next += PACE.toNanos();
            Pace.until(next);
        }
        log.send(stream.rest());
        log.flush();
    }

    /**
     * Waits until all was read, and proves that it was stored rightly.
     *
     * @param begin where the topics' records begin that are looked at
     * @param deadLettersBefore the positions of all earlier ones; this call adds its own
     * @return what there was
     */
    String prove(Map<TopicPartition, Long> begin, Set<Oracle.Place> deadLettersBefore) {
        await("committed to the end")
                .atMost(PATIENCE)
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(log.committed()).isEqualTo(log.ends()));
        List<ConsumerRecord<byte[], byte[]>> records = log.events(begin);
        Oracle oracle = new Oracle(records);
        new FinalStateCheck(this, oracle).check(deadLettersBefore);
        return records.size() + " records, " + oracle.keys().size() + " keys, "
                + oracle.bad().size() + " bad";
    }

    @Override
    public void close() throws InterruptedException {
        watcher.close();
        log.close();
    }

    /** Howdah adds a number of each client's own. */
    private static String processOf(MemberDescription member) {
        return member.clientId().replaceFirst("-[0-9]+$", "");
    }

    private static String transform(String id, String fields) {
        return """
                - route:
                    id: %s
                    errorHandler:
                      noErrorHandler: {}
                    from:
                      uri: direct:%s
                      steps:
                        - filter:
                            expression:
                              jq:
                                expression: .deleted == true
                            steps:
                              - setHeader:
                                  name: HowdahDelete
                                  expression:
                                    constant:
                                      expression: "true"
                        - setBody:
                            expression:
                              jq:
                                expression: "%s"
                """.formatted(id, id, fields);
    }
}
