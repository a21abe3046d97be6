package io.howdah.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.MultiMap;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AcceptTest {

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
    void tellsWhetherEventsAreAllowed(String line, String another, boolean allowed) {
        assertThat(accept(line, another).allows(Accept.EVENTS)).isEqualTo(allowed);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            - | - | false | false
            */* | - | false | false
            text/* | - | false | false
            text/event-stream | - | true | true
            TEXT/Event-Stream;q=0.1 | - | true | true
            text/event-stream;q=0 | - | false | false
            text/event-stream, */* | - | true | true
            application/json | text/event-stream | true | false
            application/json, text/event-stream;q=0.9 | - | true | false
            application/json;q=0.9, text/event-stream | - | true | true
            """)
    void eventsAreWantedByNameAndRatherThanWhatElseThereIs(
            String line, String another, boolean wanted, boolean ratherThanJson) {
        assertThat(accept(line, another).wantsEvents()).isEqualTo(wanted);
        assertThat(accept(line, another).wantsEvents("application/json")).isEqualTo(ratherThanJson);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            text/event-stream | - | true
            TEXT/event-stream | - | true
            text/event-stream, */* | - | false
            text/event-stream | application/json | false
            - | - | false
            """)
    void eventSourceTakesNothingElse(String line, String another, boolean isEventSource) {
        assertThat(accept(line, another).isEventSource()).isEqualTo(isEventSource);
    }

    private static Accept accept(String line, String another) {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap();
        Stream.of(line, another).filter(Objects::nonNull).forEach(value -> headers.add("Accept", value));
        return Accept.of(headers);
    }
}
