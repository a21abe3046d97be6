package io.howdah.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.security.Principal;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelIndexesTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            @public { id: ID! } |
            @public { id: ID!, a: Int @filterable, b: Int @sortable } | b,_id a,_id
            { id: ID!, o: ID! @owner, a: Int @filterable, b: Int @sortable } | o,_id o,b,_id a,_id
            { id: ID! @owner, a: Int @filterable } | a,_id
            @readers(roles: ["r"]) { id: ID!, o: ID! @owner, b: Int @sortable } | o,_id o,b,_id b,_id
            { id: ID!, o: ID! @owner, t: ID! @tenant(claim: "t"), a: Int @filterable } | t,_id t,o,_id t,a,_id
            { id: ID!, o: [ID!]! @owner, p: ID! @owner, b: Int @sortable } | o,_id o,b,_id p,_id p,b,_id
            { id: ID!, o: ID! @owner, t: [ID!]! @tenant(claim: "t"), a: [Int!] @filterable } | t,_id t,o,_id
            """)
    void indexesServeLists(String type, String indexes) {
        // When
        ReadModel model = load("type A @readModel(collection: \"a\", key: \"id\") " + type)
                .get("A");

        // Then
        assertThat(model.indexes().stream().map(paths -> String.join(",", paths)))
                .containsExactly(indexes == null ? new String[0] : indexes.split(" "));
    }

    @Test
    void indexesServeRelationsFromTheOtherSide() {
        // When
        ReadModels models = load("""
                type A @readModel(collection: "a", key: "id") @public {
                  id: ID!
                  bs: [B!] @relation(model: "B", from: "id", to: "aId")
                }
                type B @readModel(collection: "b", key: "id") @public {
                  id: ID!
                  aId: ID @stored
                  a: A @relation(model: "A", from: "aId", to: "id")
                }
                """);

        // Then
        assertThat(models.get("B").indexes()).containsExactly(List.of("aId", "_id"));
        assertThat(models.get("A").indexes()).isEmpty();
    }

    @Test
    void keyIndexServesAnOwnerThatIsTheKey() {
        // When
        ReadModel profile =
                load("type P @readModel(collection: \"p\", key: \"user\") { user: ID! @owner name: String }")
                        .get("P");

        // Then
        assertThat(profile.access()
                        .query(Principal.of("alice"))
                        .toBsonDocument()
                        .toJson())
                .contains("{\"_id\": {\"$in\": [\"alice\"]}}");
    }

    private static ReadModels load(String sdl) {
        return ReadModels.load(List.of(new SdlSource("a.graphqls", sdl)));
    }
}
