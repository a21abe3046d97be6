package io.howdah.tools.golden;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DifferenceTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"a": 1}                      | {"a": 1.0}
            {"a": 1, "b": [2, {"c": 3}]}  | {"b": [2, {"c": 3}], "a": 1}
            {"a": 4.80}                   | {"a": 4.8}
            []                            | []
            null                          | null
            """)
    void equalValuesHaveNoDifference(String expected, String actual) throws JsonProcessingException {
        assertThat(Difference.between(Json.MAPPER.readTree(expected), Json.MAPPER.readTree(actual)))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"document": {"status": "NEAR"}} | {"document": {"status": "FAR"}} | document.status: expected "NEAR", was "FAR"
            {"a": {"b": 1}}                  | {"a": {}}                       | a.b: expected 1, is missing
            {"a": {}}                        | {"a": {"b": null}}              | a.b: is unexpected, was null
            {"a": [1, {"b": 2}]}             | {"a": [1, {"b": 3}]}            | a[1].b: expected 2, was 3
            {"a": [1, 2]}                    | {"a": [1]}                      | a[1]: expected 2, is missing
            {"a": [1]}                       | {"a": [1, 2]}                   | a[1]: is unexpected, was 2
            {"a": 1}                         | {"a": "1"}                      | a: expected 1, was "1"
            {"a": null}                      | {"a": {"b": 1}}                 | a: expected null, was {"b":1}
            {"a": {"$date": "x"}}            | {"a": {"$date": "y"}}           | a: expected {"$date":"x"}, was {"$date":"y"}
            {"a": {"$numberDecimal": "1.0"}} | {"a": {"$numberDecimal": "1.00"}} | a: expected {"$numberDecimal":"1.0"}, was {"$numberDecimal":"1.00"}
            {"a": [1]}                       | {"a": {"b": 1}}                 | a: expected [1], was {"b":1}
            """)
    void differenceHasPathAndValues(String expected, String actual, String line) throws JsonProcessingException {
        assertThat(Difference.between(Json.MAPPER.readTree(expected), Json.MAPPER.readTree(actual)))
                .extracting(Difference::toString)
                .containsExactly(line);
    }

    @Test
    void differencesHaveTheOrderOfTheExpectation() throws JsonProcessingException {
        assertThat(Difference.between(
                        Json.MAPPER.readTree("{\"z\": 1, \"same\": 1, \"a\": 2}"),
                        Json.MAPPER.readTree("{\"new\": 1, \"same\": 1, \"a\": 3, \"z\": 2}")))
                .extracting(Difference::path)
                .containsExactly("z", "a", "new");
    }

    @Test
    void cutsLongValues() throws JsonProcessingException {
        // Given
        String longText = "x".repeat(10_000);

        // Then
        assertThat(Difference.between(
                        Json.MAPPER.readTree("{\"a\": 1}"), Json.MAPPER.readTree("{\"a\": \"" + longText + "\"}")))
                .singleElement()
                .satisfies(difference ->
                        assertThat(difference.text()).hasSizeLessThan(250).endsWith("..."));
    }
}
