package io.howdah.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.model.DocumentFilter;
import io.howdah.model.ReadModel;
import io.howdah.model.ReadModels;
import io.howdah.model.SdlSource;
import io.howdah.query.InvalidQueryException;
import io.howdah.security.Principal;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The maximum cost of a URL's filter. */
class UrlFilterTest {

    private static final ReadModel RIDE = ReadModels.load(
                    List.of(
                            new SdlSource(
                                    "test.graphqls",
                                    "type Ride @readModel(collection: \"rides\", key: \"id\") @public { id: ID! note: String @filterable }")))
            .get("Ride");

    @Test
    void filterCostsWhatItDoesInGraphQl() {
        assertThat(parse(10, Map.of("note", List.of("a")))).isNotNull();
        assertRefused(9, 10, Map.of("note", List.of("a")));
        assertRefused(500, 1010, Map.of("note", Collections.nCopies(100, "a")));
        assertRefused(100, 105, Map.of("note.contains", List.of("a")));
        assertRefused(
                500,
                1514,
                Map.of(
                        "where",
                        List.of("{\"or\":[" + "{\"note\":{\"contains\":\"a\"}},".repeat(5) + "{\"note\":{\"in\":["
                                + "\"a\",".repeat(90) + "\"" + "b".repeat(400) + "\"]}}]}")));
    }

    private static void assertRefused(long max, long cost, Map<String, List<String>> parameters) {
        assertThat(parse(cost, parameters)).isNotNull();
        assertThatThrownBy(() -> parse(max, parameters))
                .isInstanceOf(InvalidQueryException.class)
                .hasMessage("The filter has a complexity of " + cost + "; the maximum is " + max
                        + " (howdah.graphql.max-complexity).");
    }

    private static DocumentFilter parse(long max, Map<String, List<String>> parameters) {
        return UrlFilter.parse(RIDE, Principal.ANONYMOUS, parameters, max);
    }
}
