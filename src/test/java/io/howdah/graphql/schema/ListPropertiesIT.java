package io.howdah.graphql.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoCollection;
import io.howdah.graphql.Caller;
import io.howdah.graphql.GraphQlRequest;
import io.howdah.graphql.RandomItems;
import io.howdah.graphql.RandomItems.Filter;
import io.howdah.graphql.TestMongo;
import io.howdah.graphql.execution.GraphQlEngine;
import io.howdah.model.ReadModel;
import io.howdah.security.Principal;
import io.opentelemetry.context.Context;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Property test: walks over lists with random filters, orders and page lengths return what plain Java computes, in the
 * same order.
 */
class ListPropertiesIT {

    private static final Logger LOG = LoggerFactory.getLogger(ListPropertiesIT.class);
    private static final int ROUNDS = 120;
    private static final int ITEMS = 60;
    private static final ReadModel MODEL = RandomItems.MODELS.get("Item");
    private static final String QUERY = """
            query($where: ItemFilter, $orderBy: [ItemOrder!], $first: Int, $after: String, $last: Int, $before: String) {
              items(where: $where, orderBy: $orderBy, first: $first, after: $after, last: $last, before: $before) {
                nodes { id } edges { cursor node { id } } totalCount
                pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
              }
            }""";

    private static TestMongo mongo;
    private static GraphQlEngine engine;

    private final long seed = Long.getLong("howdah.test.seed", System.nanoTime() % 1_000_000);
    private final Random random = new Random(seed);
    private final RandomItems items = new RandomItems(random);
    private final List<Map<String, Object>> stored = new ArrayList<>();

    @BeforeAll
    static void start() {
        mongo = new TestMongo();
        engine = mongo.engine(RandomItems.MODELS);
    }

    @AfterAll
    static void stop() {
        mongo.close();
    }

    @BeforeEach
    void store() {
        LOG.info("Lists: seed {}", seed);
        collection().drop();
        for (int i = 0; i < ITEMS; i++) {
            store(items.item());
        }
        // Deleted documents must not appear.
        Map<String, Object> deleted = items.item();
        collection().insertOne(MODEL.toDocument(deleted).append("_h", new Document("del", true)));
    }

    @Test
    void walksGiveExactlyWhatMatchesOnceInOrder() {
        for (int round = 0; round < ROUNDS; round++) {
            // Given
            Filter filter = items.filter(3);
            List<Map<String, Object>> orders = items.orders();
            List<Object> expected = expected(filter, orders);
            int size = 1 + random.nextInt(12);
            boolean backward = random.nextBoolean();
            String description = "seed %s, round %s, %s, %s".formatted(seed, round, filter.input(), orders);

            // When
            List<Object> walked = walk(filter, orders, size, backward, expected.size(), () -> {});

            // Then
            assertThat(walked).as(description).isEqualTo(expected);
        }
    }

    @Test
    void walksMissAndDoubleNothingWhileDocumentsAreInserted() {
        for (int round = 0; round < ROUNDS / 5; round++) {
            // Given
            Filter filter = items.filter(2);
            List<Map<String, Object>> orders = items.orders();
            List<Object> expected = expected(filter, orders);
            int size = 1 + random.nextInt(5);

            // When
            int full = stored.size() + 20;
            List<Object> walked = walk(filter, orders, size, random.nextBoolean(), -1, () -> {
                if (stored.size() < full) {
                    store(items.item());
                }
            });

            // Then
            String description = "seed %s, round %s, %s, %s".formatted(seed, round, filter.input(), orders);
            assertThat(walked).as(description).doesNotHaveDuplicates().containsAll(expected);
            assertThat(walked).as(description).isSubsetOf(expected(filter, orders));
            List<Object> inOrder = expected(filter, orders);
            inOrder.retainAll(walked);
            assertThat(walked).as(description).isEqualTo(inOrder);
        }
    }

    private List<Object> walk(
            Filter filter,
            List<Map<String, Object>> orders,
            int size,
            boolean backward,
            int total,
            Runnable betweenPages) {
        List<Object> walked = new ArrayList<>();
        Object cursor = null;
        while (true) {
            Map<String, Object> variables = new HashMap<>(Map.of("where", filter.input(), "orderBy", orders));
            variables.put(backward ? "last" : "first", size);
            variables.put(backward ? "before" : "after", cursor);
            Document page = page(variables);
            List<Object> nodes = ids(page.getList("nodes", Map.class));
            assertThat(ids(page.getList("edges", Map.class).stream()
                            .map(edge -> (Map<?, ?>) edge.get("node"))
                            .toList()))
                    .isEqualTo(nodes);
            if (total >= 0) {
                assertThat(page.get("totalCount")).as("%s", variables).isEqualTo(total);
            }
            if (backward) {
                Collections.reverse(nodes);
            }
            walked.addAll(nodes);
            Map<?, ?> info = page.get("pageInfo", Map.class);
            assertThat(info.get(backward ? "hasNextPage" : "hasPreviousPage")).isEqualTo(cursor != null);
            if (info.get(backward ? "hasPreviousPage" : "hasNextPage").equals(false)) {
                if (backward) {
                    Collections.reverse(walked);
                }
                return walked;
            }
            assertThat(nodes).hasSize(size);
            cursor = info.get(backward ? "startCursor" : "endCursor");
            betweenPages.run();
        }
    }

    private static List<Object> ids(List<? extends Map> nodes) {
        List<Object> ids = new ArrayList<>();
        nodes.forEach(node -> ids.add(node.get("id")));
        return ids;
    }

    private Document page(Map<String, Object> variables) {
        Map<String, Object> result = engine.execute(new GraphQlRequest(QUERY, "", variables, Map.of())
                        .withCaller(new Caller("", Principal.of("alice"), "", Context.root(), "")))
                .join();
        assertThat(result).as("seed %s, %s", seed, variables).doesNotContainKey("errors");
        return new Document((Map<String, Object>) ((Map<?, ?>) result.get("data")).get("items"));
    }

    private List<Object> expected(Filter filter, List<Map<String, Object>> orders) {
        return new ArrayList<>(stored.stream()
                .filter(item -> item.get("owner").equals("alice"))
                .filter(filter.meaning())
                .sorted(RandomItems.meaning(orders))
                .map(item -> item.get("id"))
                .toList());
    }

    private void store(Map<String, Object> item) {
        stored.add(item);
        collection().insertOne(MODEL.toDocument(item));
    }

    private static MongoCollection<Document> collection() {
        return mongo.database().getCollection("items");
    }
}
