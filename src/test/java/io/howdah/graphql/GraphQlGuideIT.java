package io.howdah.graphql;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.howdah.config.GraphQlSettings;
import io.howdah.config.SettingValues;
import io.howdah.graphql.execution.GraphQlEngine;
import io.howdah.model.ReadModels;
import io.howdah.model.SdlSource;
import io.howdah.testing.Docs;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Tests the limits that docs/graphql-limits.md documents. */
class GraphQlGuideIT {

    private static final String GUIDE = "docs/graphql-limits.md";

    private static final Pattern ROW =
            Pattern.compile("(?m)^\\| `(howdah\\.graphql\\.[a-z-]+)` \\| (\\w+) \\|.*\\| `(\\w+)` \\|$");

    @Test
    void limitsAreAllListedWithTheirDefaultsAndCodes() {
        // Given
        Map<String, String> defaults =
                new TreeMap<>(SettingValues.load(List.of(), List.of(), Map.of()).asMap());
        defaults.keySet()
                .removeIf(key ->
                        !key.matches("howdah\\.graphql\\.(max-(?!processor|request|running|wait).*|introspection)"));

        // When
        List<MatchResult> rows = ROW.matcher(Docs.text(GUIDE)).results().toList();

        // Then
        assertThat(rows.stream().collect(Collectors.toMap(row -> row.group(1), row -> row.group(2))))
                .isEqualTo(defaults);
        assertThat(rows)
                .allSatisfy(row -> assertThat(ErrorCode.valueOf(row.group(3))).isNotNull());
    }

    @Test
    void exampleHasTheDocumentedCostAndError() throws Exception {
        // Given
        ReadModels models = ReadModels.load(Stream.of("rides.graphqls", "drivers.graphqls")
                .map(file -> new SdlSource(file, Docs.text("src/main/resources/graphql/" + file)))
                .toList());
        GraphQlSettings settings = new GraphQlSettings(15, 200, 30, 20, 50, 5_000, true);
        String query = Docs.block(GUIDE, "graphql", "rides(first").text();

        // When
        Map<String, Object> response;
        Map<String, Object> filtered;
        try (TestMongo mongo = new TestMongo()) {
            GraphQlEngine engine = mongo.engine(models, settings);
            response = engine.execute(new GraphQlRequest(query, "", Map.of(), Map.of()))
                    .join();
            filtered = engine.execute(new GraphQlRequest(
                            Docs.block(GUIDE, "graphql", "rides(where").text(), "", Map.of(), Map.of()))
                    .join();
        }

        // Then
        ObjectMapper json = new ObjectMapper();
        assertThat((Object) json.valueToTree(response))
                .isEqualTo(json.readTree(
                        Docs.block(GUIDE, "json", "max-complexity").text()));
        assertThat(filtered.toString()).contains("complexity of 319");
    }
}
