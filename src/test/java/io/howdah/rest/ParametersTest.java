package io.howdah.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ParametersTest {

    @Test
    void acceptsTheMaximum() {
        // When
        Parameters parameters = Parameters.of("id.in=a&".repeat(255) + "first=%35");

        // Then
        assertThat(parameters.names("id.in")).hasSize(255);
        assertThat(parameters.number("first")).isEqualTo(5);
    }

    @Test
    void rejectsTooMany() {
        assertThatThrownBy(() -> Parameters.of("id.in=a&".repeat(256) + "first=5"))
                .isInstanceOfSatisfying(
                        RestException.class,
                        refused -> assertThat(refused.status()).isEqualTo(400))
                .hasMessage("The URL's query has more than 256 parameters.");
    }

    @Test
    void rejectsInvalidEncoding() {
        assertThatThrownBy(() -> Parameters.of("id=%zz"))
                .isInstanceOf(RestException.class)
                .hasMessage("The URL's query is not encoded properly.");
    }

    @Test
    void withoutLeavesOutNames() {
        assertThat(Parameters.of("first=2&id=a").without(Set.of("first"))).isEqualTo(Map.of("id", List.of("a")));
        assertThat(Parameters.of(null).values()).isEmpty();
    }
}
