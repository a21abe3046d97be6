package io.howdah.dev.mongo;

import static org.assertj.core.api.Assertions.assertThat;

import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.backend.memory.index.MemoryUniqueIndex;
import de.bwaldvogel.mongo.bson.BsonRegularExpression;
import de.bwaldvogel.mongo.bson.Document;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class LookupIndexTest {

    private static final Document COMPOSITE = new Document("tenant", "t").append("ride", 1);

    private final LookupIndex index = new LookupIndex("_id_", List.of(new IndexKey("_id", true)), false);

    @BeforeEach
    void fill() {
        index.add(new Document("_id", "a"), 0, null);
        index.add(new Document("_id", "b"), 1, null);
        index.add(new Document("_id", COMPOSITE), 2, null);
        index.add(new Document("_id", 7L), 3, null);
    }

    static Stream<List<Object>> served() {
        return Stream.of(
                List.of(new Document("_id", "b"), List.of(1)),
                List.of(new Document("_id", "b").append("_h.rev", 3), List.of(1)),
                List.of(new Document("_h.rev", 3).append("_id", "none"), List.of()),
                List.of(new Document("_id", new Document("$eq", "b")).append("x", 1), List.of(1)),
                List.of(new Document("_id", COMPOSITE).append("x", 1), List.of(2)),
                List.of(new Document("_id", 7).append("x", 1), List.of(3)),
                List.of(
                        new Document("_id", new Document("$in", List.of("b", "a", "none"))).append("x", 1),
                        List.of(1, 0)),
                List.of(new Document("_id", new Document("$in", List.of("b", "a")).append("$gt", "a")), List.of(1, 0)),
                List.of(
                        new Document("$and", List.of(new Document("x", 1), new Document("_id", "b").append("y", 2))),
                        List.of(1)));
    }

    @ParameterizedTest
    @MethodSource("served")
    void findsTheCandidatesWithoutAScan(List<Object> filterAndPositions) {
        Document filter = (Document) filterAndPositions.get(0);
        assertThat(index.canHandle(filter)).isTrue();
        assertThat(List.copyOf((Collection<?>) index.getPositions(filter))).isEqualTo(filterAndPositions.get(1));
    }

    static Stream<Document> notServed() {
        return Stream.of(
                new Document(),
                new Document("x", 1),
                new Document("_id", null),
                new Document("_id", new Document("$gt", "a")),
                new Document("_id", new Document("$ne", "a")),
                new Document("_id", new BsonRegularExpression("^a", "")),
                new Document("_id", new Document("$in", List.of("a", new BsonRegularExpression("^b", "")))),
                new Document("$or", List.of(new Document("_id", "a"), new Document("x", 1))));
    }

    @ParameterizedTest
    @MethodSource("notServed")
    void leavesTheRestToAScan(Document filter) {
        assertThat(index.canHandle(filter)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"_id", "a", "a.b"})
    void keepsWhatTheLibraryKeeps(String field) {
        RandomDocuments random = new RandomDocuments();
        for (boolean sparse : List.of(false, true)) {
            List<MemoryUniqueIndex> both = List.of(
                    new LookupIndex("own", List.of(new IndexKey(field, true)), sparse),
                    new MemoryUniqueIndex("library", List.of(new IndexKey(field, true)), sparse));
            Map<Integer, Document> stored = new HashMap<>();
            for (int step = 0; step < 2_000; step++) {
                int position = random.number(20);
                Document document = random.document(3).append("_id", random.key());
                Document former = stored.get(position);
                List<String> outcomes = both.stream()
                        .map(index -> outcome(index, former, document, position))
                        .toList();
                String what = "seed " + random.seed() + ", step " + step + ": " + former + " -> " + document;
                assertThat(outcomes.get(0)).as(what).isEqualTo(outcomes.get(1));
                if (outcomes.get(0).startsWith("done")) {
                    stored.put(position, document);
                }
            }
        }
    }

    private static String outcome(MemoryUniqueIndex index, Document former, Document document, int position) {
        try {
            if (former == null) {
                index.checkAdd(document, null);
                index.add(document, position, null);
            } else {
                index.checkUpdate(former, document, null);
                index.updateInPlace(former, document, position, null);
            }
            return "done " + index.getPosition(document) + " of " + index.getCount() + index.getKeyValues(document);
        } catch (RuntimeException e) {
            return "refused " + e.getClass() + index.getCount();
        }
    }
}
