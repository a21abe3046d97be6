package io.howdah.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.model.ReadModel;
import io.howdah.model.ReadModels;
import io.howdah.model.SdlSource;
import io.howdah.security.Principal;
import io.howdah.testing.LinearTime;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Parsing client input takes time linear in its length. */
class RestLinearTimeTest {

    private static final ReadModel MODEL =
            ReadModels.load(List.of(new SdlSource("test.graphqls", """
                    type Item @readModel(collection: "items", key: ["a", "b"]) @public {
                      a: ID!
                      b: Long!
                      text: String @filterable
                      number: Long @filterable
                      decimal: Decimal @filterable
                      time: DateTime @filterable
                    }
                    """))).get("Item");

    private final LinearTime time = LinearTime.ofThisThread();

    @Test
    void entityTags() {
        EntityTag tag = new EntityTag("\"abc\"");

        time.check("If-None-Match", tag::isIn, "\"a\",", "W/\"a\", ", "W/", "\"abc\"", "\"a\" ", "*");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    "abc"              | true
                    W/"abc"            | true
                    "x", W/"abc"       | true
                    "x" ,"abc"         | true
                    "abc",             | true
                    *                  | true
                    "x"                | false
                    abc                | false
                    "abc" "x"          | false
                    "abc", x           | false
                    "x",,"abc"         | false
                    w/"abc"            | false
                    "abc               | false
                    """)
    void entityTagsAreReadAsBefore(String ifNoneMatch, boolean named) {
        assertThat(new EntityTag("\"abc\"").isIn(ifNoneMatch.replace('\'', '"')))
                .isEqualTo(named);
    }

    @Test
    void parameters() {
        time.check(
                "a URL's query",
                query -> Parameters.of(query).names("fields"),
                "fields=",
                "a,",
                "&",
                "fields=a&",
                "%20",
                "+");
    }

    @Test
    void filters() {
        Map.of(
                        "text.contains", "a",
                        "number", "1",
                        "decimal", "0.0",
                        "time", "2026-01-01T00:00:00",
                        "where", "{\"text\":{\"eq\":\"")
                .forEach((parameter, begin) -> time.check(
                        "the parameter " + parameter,
                        value -> UrlFilter.parse(
                                MODEL, Principal.ANONYMOUS, Map.of(parameter, List.of(value)), Long.MAX_VALUE),
                        begin));
    }

    @Test
    void keys() {
        time.check("a key in a path", MODEL::id, "a:1", ":", "%3A", "%25");
    }
}
