package io.howdah.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.security.Principal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bson.Document;
import org.junit.jupiter.api.Test;

/** Tests filters in URLs. */
class FieldFilterTest {

    private static final ReadModel ITEM =
            ReadModels.load(List.of(new SdlSource("items.graphqls", """
                    type Item @readModel(collection: "items", key: "id") @public {
                      id: ID!
                      size: Int @filterable
                      tags: [String!] @filterable
                      price: Int @filterable @readers(roles: ["billing"])
                    }
                    """))).get("Item");

    @Test
    void eachFieldMatchesOneOfItsValues() {
        // When
        FieldFilter filter = parse(Map.of("size", List.of("1", "2"), "tags", List.of("a")));

        // Then
        assertThat(filter.matches(document(1L, "b", "a"))).isTrue();
        assertThat(filter.matches(document(2, "a"))).isTrue();
        assertThat(filter.matches(document(3, "a"))).isFalse();
        assertThat(filter.matches(document(1))).isFalse();
        assertThat(filter.matches(new Document())).isFalse();
        assertThat(parse(Map.of()).matches(new Document())).isTrue();
    }

    @Test
    void equalFiltersInAnyOrderAreEqual() {
        // Given
        Map<String, List<String>> texts = new LinkedHashMap<>(Map.of("size", List.of("1")));
        texts.put("tags", List.of("a"));
        Map<String, List<String>> others = new LinkedHashMap<>(Map.of("tags", List.of("a")));
        others.put("size", List.of("1"));

        // Then
        assertThat(parse(texts)).isEqualTo(parse(others)).hasSameHashCodeAs(parse(others));
        assertThat(parse(texts)).isNotEqualTo(parse(Map.of("size", List.of("1"))));
        assertThat(parse(Map.of())).isEqualTo(FieldFilter.ALL);
    }

    @Test
    void unreadableFieldIsNotFilterable() {
        // Given
        Map<String, List<String>> texts = Map.of("price", List.of("1"));
        Principal billing = new Principal("bill", Map.of(), Set.of("billing"));

        // When, then
        assertThat(FieldFilter.parse(ITEM, billing, texts).matches(new Document("price", 1)))
                .isTrue();
        assertThatThrownBy(() -> parse(texts))
                .isInstanceOf(InvalidDocumentException.class)
                .hasMessage(
                        "Item.price: is not readable for you, so you cannot filter by it; filterable fields: size, tags");
    }

    private static Document document(Object size, String... tags) {
        return new Document("size", size).append("tags", List.of(tags));
    }

    private static FieldFilter parse(Map<String, List<String>> texts) {
        return FieldFilter.parse(ITEM, Principal.ANONYMOUS, texts);
    }
}
