package io.howdah.query;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import io.howdah.model.DocumentFilter;
import io.howdah.model.ReadModel;
import io.howdah.security.Principal;
import io.howdah.testing.TestServices;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Random filters on random documents: in memory they match exactly what MongoDB finds, whatever types others have stored. */
class WherePropertiesTest {

    private static final Logger LOG = LoggerFactory.getLogger(WherePropertiesTest.class);
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
            DocumentFilter filter = Where.parse(model, Principal.NOBODY, where);

            // Then
            Set<Object> found = new HashSet<>();
            collection.find(filter.query()).forEach(document -> found.add(document.get("_id")));
            for (Document document : stored) {
                String what = "seed %s, %s, %s".formatted(seed, where, document);
                boolean matches = found.contains(document.get("_id"));
                assertThat(filter.matches(model.read(document))).as(what).isEqualTo(matches);
                if (!model.isExternal()) {
                    assertThat(filter.matches(was(model, document))).as(what).isEqualTo(matches);
                }
            }
            assertThat(Where.parse(model, Principal.NOBODY, where)).isEqualTo(filter);
        }
    }

    private static Document was(ReadModel model, Document stored) {
        Document was = new Document(stored);
        was.keySet().retainAll(model.wasFields());
        return was;
    }
}
