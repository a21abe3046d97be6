package io.howdah.query;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import io.howdah.model.DocumentFilter;
import io.howdah.model.Match;
import io.howdah.model.ModelField;
import io.howdah.model.ReadModel;
import io.howdah.security.Principal;
import io.howdah.testing.TestServices;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Property test: in memory, random filters match exactly the random documents that MongoDB finds, including types that
 * external writers store.
 */
class WherePropertiesIT {

    private static final Logger LOG = LoggerFactory.getLogger(WherePropertiesIT.class);
    private static final int DOCUMENTS = 80;
    private static final int ROUNDS = 250;
    private static final MongoClient MONGO = MongoClients.create(TestServices.mongoUri());
    private static final String DATABASE = TestServices.uniqueName("where");

    private final long seed = Long.getLong("howdah.test.seed", System.nanoTime() % 1_000_000);
    private final Random random = new Random(seed);

    @AfterAll
    static void close() {
        MONGO.getDatabase(DATABASE).drop();
        MONGO.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Item", "Foreign", "Seat"})
    void filterMatchesWhatItsQueryFinds(String name) {
        LOG.info("Filters: seed {}", seed);
        // Given
        ReadModel model = RandomDocuments.MODELS.get(name);
        RandomDocuments documents = new RandomDocuments(random, model);
        MongoCollection<Document> collection = MONGO.getDatabase(DATABASE).getCollection(name);
        for (int i = 0; i < DOCUMENTS; i++) {
            collection.insertOne(documents.next());
        }
        List<Document> stored = collection.find().into(new ArrayList<>());
        for (int round = 0; round < ROUNDS; round++) {
            Map<String, Object> where = documents.filter(3);

            // When
            DocumentFilter filter = Where.parse(model, Principal.ANONYMOUS, where);

            // Then
            Set<Object> found = new HashSet<>();
            collection.find(filter.query()).forEach(document -> found.add(document.get("_id")));
            for (Document document : stored) {
                String description = "seed %s, %s, %s".formatted(seed, where, document);
                boolean matches = found.contains(document.get("_id"));
                assertThat(filter.matches(model.read(document))).as(description).isEqualTo(matches);
                if (!model.isExternal()) {
                    assertThat(filter.matches(formerState(model, document)))
                            .as(description)
                            .isEqualTo(matches);
                }
            }
            assertThat(Where.parse(model, Principal.ANONYMOUS, where)).isEqualTo(filter);
        }
    }

    /** A certain answer is independent of the values of unknown fields; otherwise the answer is {@code UNKNOWN}. */
    @ParameterizedTest
    @ValueSource(strings = {"Item", "Foreign", "Seat"})
    void certainAnswerHoldsWhateverUnknownFieldsHold(String name) {
        LOG.info("Unknown fields: seed {}", seed);
        ReadModel model = RandomDocuments.MODELS.get(name);
        RandomDocuments documents = new RandomDocuments(random, model);
        List<String> fields = model.fields().stream()
                .map(ModelField::name)
                .filter(field -> !model.key().contains(field))
                .toList();
        List<Document> stored = Stream.generate(() -> model.read(documents.next()))
                .limit(DOCUMENTS)
                .toList();
        Map<Match, Integer> answers = new EnumMap<>(Match.class);
        for (int round = 0; round < 10 * ROUNDS; round++) {
            Map<String, Object> where = documents.filter(3);
            DocumentFilter filter = Where.parse(model, Principal.ANONYMOUS, where);
            Document one = stored.get(random.nextInt(DOCUMENTS));
            Document other = stored.get(random.nextInt(DOCUMENTS));
            Set<String> unknown =
                    fields.stream().filter(field -> random.nextBoolean()).collect(Collectors.toSet());
            Document mixed = new Document(one);
            for (String field : unknown) {
                mixed.remove(field);
                if (other.containsKey(field)) {
                    mixed.append(field, other.get(field));
                }
            }

            // When
            Match match = filter.match(one, unknown);

            // Then
            String description = "seed %s, %s, %s, %s, %s".formatted(seed, where, unknown, one, mixed);
            assertThat(filter.match(mixed, unknown)).as(description).isEqualTo(match);
            if (match != Match.UNKNOWN) {
                assertThat(filter.matches(one)).as(description).isEqualTo(match == Match.YES);
                assertThat(filter.matches(mixed)).as(description).isEqualTo(match == Match.YES);
            }
            answers.merge(match, 1, Integer::sum);
        }
        assertThat(answers).as("seed %s", seed).containsOnlyKeys(Match.values());
    }

    private static Document formerState(ReadModel model, Document stored) {
        Document formerState = new Document(stored);
        formerState.keySet().retainAll(model.former().names());
        return formerState;
    }
}
