package io.howdah.tools.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExpectationTest {

    private static Expectation of(String text) {
        return new Expectation(new GoldenFile("g/x.expected.json", text.getBytes(StandardCharsets.UTF_8)));
    }

    private static JsonNode json(String text) throws JsonProcessingException {
        return Json.MAPPER.readTree(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"document\": {\"n\": {\"$numberLong\": \"7\"}, \"t\": {\"$date\": \"2026-01-01T01:00:00+01:00\"}}}",
                "{\"document\": {\"n\": 7, \"t\": {\"$date\": {\"$numberLong\": \"1767225600000\"}}}, \"frame\": null}",
                "{\"document\": {\"t\": {\"$date\": \"2026-01-01T00:00:00Z\"}, \"n\": {\"$numberInt\": \"7\"}}}"
            })
    void eachFormOfExtendedJsonIsAccepted(String expected) throws JsonProcessingException {
        assertThat(of(expected).compare(json("""
                {"document": {"n": 7, "t": {"$date": "2026-01-01T00:00:00Z"}}, "frame": null}
                """))).isEmpty();
    }

    @Test
    void differencesHaveFileAndLine() throws JsonProcessingException {
        // Given
        Expectation expectation = of("""
                {
                  "document": {
                    "id": "r-1",
                    "stops": [
                      {"name": "A"},
                      {"name": "B"}
                    ]
                  },
                  "frame": {"id": "r-1"}
                }
                """);

        // Then
        assertThat(expectation.compare(json("""
                {"document": {"id": "r-2", "stops": [{"name": "A"}, {"name": "C"}], "more": 1}, "frame": null}
                """)))
                .containsExactly(
                        "g/x.expected.json:3: document.id: expected \"r-1\", was \"r-2\"",
                        "g/x.expected.json:6: document.stops[1].name: expected \"B\", was \"C\"",
                        "g/x.expected.json:2: document.more: is unexpected, was 1",
                        "g/x.expected.json:9: frame: expected {\"id\":\"r-1\"}, is missing");
    }

    @Test
    void nullMeansMissingInRecordsToo() throws JsonProcessingException {
        assertThat(
                        of("{\"document\": {\"a\": 1}, \"records\": [{\"frame\": {\"a\": null}}, {}]}")
                                .compare(
                                        json(
                                                "{\"document\": {\"a\": 1}, \"records\": [{\"frame\": {\"a\": null}}, {\"frame\": null}]}")))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            [1]                                 | g/x.expected.json:1: must be an object with some of deadLetter, document
            {"documnet": {}}                    | g/x.expected.json:1: unknown field documnet; the fields are deadLetter, document
            {"document": }                      | g/x.expected.json:1:14: is not JSON (
            {} {}                               | g/x.expected.json:1
            {"document": {"t": {"$date": "x"}}} | g/x.expected.json:1: document: is not a document in MongoDB's Extended JSON (
            """)
    void invalidExpectationIsRefused(String text, String line) {
        assertThatThrownBy(() -> of(text).compare(json("{}")))
                .isInstanceOf(GoldenException.class)
                .satisfies(failure ->
                        assertThat(failure.getMessage()).startsWith(line).hasLineCount(1));
    }
}
