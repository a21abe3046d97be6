package io.howdah.tools.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecordsFileTest {

    private static final byte[] AVRO = {6, 76, 0};

    private static List<GoldenRecord> read(String text) {
        GoldenFile file = new GoldenFile("g/x.records.json", text.getBytes(StandardCharsets.UTF_8));
        return new RecordsFile(
                        file.json(),
                        name -> name.equals("x.avro")
                                ? Optional.of(new GoldenFile("g/x.avro", AVRO))
                                : Optional.empty())
                .records();
    }

    @Test
    void allFieldsOfARecordAreRead() {
        // When
        List<GoldenRecord> records = read("""
                [
                  {"key": "k", "headers": {"h": "é"}, "value": {"price": 12.50}, "timestamp": "2026-02-01T00:00:00Z"},
                  {"key": "k", "value": null, "offset": 7, "route": "others-ingest"},
                  {"text": "no JSON"},
                  {"base64": "AAEC"},
                  {"file": "x.avro"}
                ]
                """);

        // Then
        assertThat(records.get(0).key()).isEqualTo("k");
        assertThat(records.get(0).headers()).isEqualTo(Map.of("h", "é"));
        assertThat(records.get(0).value()).asString(StandardCharsets.UTF_8).isEqualTo("{\"price\":12.50}");
        assertThat(records.get(0).time()).isEqualTo(Instant.parse("2026-02-01T00:00:00Z"));
        assertThat(records.get(0).offset()).isNull();
        assertThat(records.get(1).value()).isNull();
        assertThat(records.get(1).offset()).isEqualTo(7);
        assertThat(records.get(1).route()).isEqualTo("others-ingest");
        assertThat(records.get(2).value()).asString(StandardCharsets.UTF_8).isEqualTo("no JSON");
        assertThat(records.get(3).value()).containsExactly(0, 1, 2);
        assertThat(records.get(4).value()).isEqualTo(AVRO);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"value": 1}                        | g/x.records.json:1: must be a list of at least one record
            []                                  | g/x.records.json:1: must be a list of at least one record
            [1]                                 | g/x.records.json:1: [0]: is not a record
            [{"key": "k"}]                      | g/x.records.json:1: [0]: must have exactly one of base64, file, text, value, but has 0
            [{"value": 1, "text": "t"}]         | g/x.records.json:1: [0]: must have exactly one of base64, file, text, value, but has 2
            [{"value": 1, "kay": "k"}]          | g/x.records.json:1: [0].kay: unknown field kay; a record can have headers, key, offset
            [{"value": 1, "key": 1}]            | g/x.records.json:1: [0].key: must be a string; put it in quotes
            [{"value": 1, "headers": {"h": 1}}] | g/x.records.json:1: [0].headers.h: must be a string; put it in quotes
            [{"value": 1, "timestamp": "now"}]  | g/x.records.json:1: [0].timestamp: now is not a timestamp; write it as 2026
            [{"value": 1, "offset": -1}]        | g/x.records.json:1: [0].offset: must be a whole number, 0 or greater
            [{"value": 1, "offset": 1.5}]       | g/x.records.json:1: [0].offset: must be a whole number, 0 or greater
            [{"base64": "?"}]                   | g/x.records.json:1: [0].base64: is not Base64
            [{"file": "y.avro"}]                | g/x.records.json:1: [0].file: there is no file y.avro in this folder
            [{"value": 1                        | g/x.records.json:1
            """)
    void invalidRecordIsRefused(String text, String line) {
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(GoldenException.class)
                .satisfies(failure ->
                        assertThat(failure.getMessage()).startsWith(line).hasLineCount(1));
    }
}
