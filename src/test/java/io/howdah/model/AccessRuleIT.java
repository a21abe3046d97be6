package io.howdah.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import io.howdah.security.Principal;
import io.howdah.testing.TestServices;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Tests access rules: a query, as for a list or snapshot, and a check of one document, as for an event, give the same
 * result.
 */
class AccessRuleIT {

    private static final ReadModels MODELS = ReadModels.load(List.of(new SdlSource("trips.graphqls", """
            type Trip @readModel(collection: "trips", key: "id") @readers(roles: ["support"]) {
              id: ID!
              owner: ID @owner
              city: String @tenant(claim: "city")
              status: String @filterable
              note: String
            }
            type Sight @readModel(collection: "sights", key: "id") @public {
              id: ID!
              owner: ID @stored
              city: String @tenant(claim: "city")
              status: String
              note: String
            }
            """)));

    private static final List<Document> TRIPS = List.of(
            trip("1", "alice", "oslo"),
            trip("2", "alice", "bergen"),
            trip("3", "bob", "oslo"),
            trip("4", "alice", null),
            trip("5", null, "oslo"));

    private static final MongoClient MONGO = MongoClients.create(TestServices.mongoUri());
    private static final MongoDatabase DATABASE = MONGO.getDatabase(TestServices.uniqueName("access"));
    private static final MongoCollection<Document> COLLECTION = DATABASE.getCollection("trips");

    @BeforeAll
    static void store() {
        COLLECTION.insertMany(TRIPS);
    }

    @AfterAll
    static void close() {
        DATABASE.drop();
        MONGO.close();
    }

    @Test
    void ownersSeeTheirDocumentsInTheirTenant() {
        assertThat(seen("Trip", principal("alice", "oslo"))).containsExactly("1");
        assertThat(seen("Trip", principal("alice", "oslo", "bergen"))).containsExactly("1", "2");
        assertThat(seen("Trip", principal("alice"))).isEmpty();
        assertThat(seen("Trip", Principal.ANONYMOUS)).isEmpty();
    }

    @Test
    void readersSeeAllDocumentsInTheirTenant() {
        assertThat(seen("Trip", reader("support", "oslo"))).containsExactly("1", "3", "5");
        assertThat(seen("Trip", reader("support", "bergen"))).containsExactly("2");
        assertThat(seen("Trip", reader("billing", "oslo"))).isEmpty();
    }

    @Test
    void everyoneSeesPublicDocumentsInTheirTenant() {
        assertThat(seen("Sight", principal("carol", "oslo"))).containsExactly("1", "3", "5");
        assertThat(seen("Sight", Principal.ANONYMOUS)).isEmpty();
    }

    @Test
    void formerValuesCoverTheFieldsOfRecipients() {
        assertThat(MODELS.get("Trip").former().names()).containsExactly("owner", "city", "status");
    }

    private static List<String> seen(String model, Principal principal) {
        AccessRule access = MODELS.get(model).access();
        List<String> found = COLLECTION
                .find(access.query(principal))
                .sort(new Document("_id", 1))
                .map(trip -> trip.getString("id"))
                .into(new ArrayList<>());
        assertThat(TRIPS.stream().filter(trip -> access.sees(principal, trip)).map(trip -> trip.getString("id")))
                .as("by a look at each")
                .containsExactlyElementsOf(found);
        return found;
    }

    private static Principal principal(String subject, String... cities) {
        return new Principal(subject, Map.of("sub", List.of(subject), "city", List.of(cities)), Set.of());
    }

    private static Principal reader(String role, String city) {
        return new Principal("sue", Map.of("city", List.of(city)), Set.of(role));
    }

    private static Document trip(String id, @Nullable String owner, @Nullable String city) {
        Document trip = new Document("_id", id).append("id", id);
        if (owner != null) {
            trip.append("owner", owner);
        }
        return city == null ? trip : trip.append("city", city);
    }
}
