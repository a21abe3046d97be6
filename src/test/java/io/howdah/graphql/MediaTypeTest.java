package io.howdah.graphql;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.MultiMap;
import java.util.Objects;
import java.util.stream.Stream;
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
        assertThat(MediaType.accepted(accept).map(Enum::name).orElse("NONE")).isEqualTo(chosen);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            - | - | true
            '' | - | true
            text/event-stream | - | true
            Text/Event-Stream ; charset=utf-8 | - | true
            text/* | - | true
            */* | - | true
            application/json, */*;q=0.1 | - | true
            application/json | text/event-stream | true
            application/json | text/*;q=0.5 | true
            text/event-stream;q=0 | - | false
            text/event-stream;q=0, */* | - | false
            */* | text/*;q=0 | false
            application/json | text/html | false
            application/text/event-stream | - | false
            """)
    void tellsWhetherEventsAreAccepted(String line, String another, boolean accepted) {
        // Given
        MultiMap headers = MultiMap.caseInsensitiveMultiMap();
        Stream.of(line, another).filter(Objects::nonNull).forEach(value -> headers.add("Accept", value));

        // Then
        assertThat(MediaType.areEventsAcceptedBy(headers)).isEqualTo(accepted);
    }
}
