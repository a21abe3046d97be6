package io.howdah.graphql;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.http.Accept;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MediaTypeTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            - | JSON
            '' | JSON
            */* | JSON
            application/* | JSON
            application/json | JSON
            application/graphql-response+json | GRAPHQL_RESPONSE
            APPLICATION/GraphQL-Response+JSON ; charset=utf-8 | GRAPHQL_RESPONSE
            application/graphql-response+json; charset=utf-8, application/json; charset=utf-8 | GRAPHQL_RESPONSE
            application/json, application/graphql-response+json | GRAPHQL_RESPONSE
            application/json, application/graphql-response+json;q=0.9 | JSON
            application/json;q=0.8, application/graphql-response+json;q=0.9 | GRAPHQL_RESPONSE
            application/graphql-response+json;q=0.5, */* | JSON
            application/graphql-response+json, */*;q=0.1 | GRAPHQL_RESPONSE
            application/json;q=0, */* | GRAPHQL_RESPONSE
            text/html, application/xhtml+xml, */*;q=0.8 | JSON
            text/html | NONE
            application/json;q=0 | NONE
            application/json;q=0.000, application/graphql-response+json;q=0 | NONE
            application/json;q=nonsense | NONE
            , ; | NONE
            """)
    void choosesByTheAcceptHeader(String accept, String chosen) {
        assertThat(MediaType.accepted(Accept.of(accept)).map(Enum::name).orElse("NONE"))
                .isEqualTo(chosen);
    }
}
