package io.howdah;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.golden.GoldenException;
import io.howdah.golden.GoldenRecord;
import io.howdah.golden.Outcome;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What others may ask of an application that runs nowhere. */
class GoldenTestsTest {

    private static GoldenTests demo;

    @BeforeAll
    static void start() {
        demo = new GoldenTests(List.of(), Howdah::goldenDatabase);
    }

    @AfterAll
    static void stop() {
        demo.close();
    }

    private static Outcome transform(String domain, String value) {
        return demo.with(
                application -> application.transform(domain, GoldenRecord.of(value.getBytes(StandardCharsets.UTF_8))));
    }

    @Test
    void transformGivesTheDocument() {
        // When
        Outcome outcome =
                transform("drivers", "{\"driverId\": \"d-1\", \"name\": \"Kim\", \"plate\": \"X\", \"stars\": 5}");

        // Then
        assertThat(outcome.result().at("/document/_id").asText()).isEqualTo("d-1");
        assertThat(outcome.unanswered()).isEmpty();
    }

    @Test
    void transformGivesWhyARecordIsRefused() {
        assertThat(transform("drivers", "{\"name\": \"Kim\"}")
                        .result()
                        .at("/deadLetter/error")
                        .asText())
                .isEqualTo("Driver.id: is required");
    }

    @Test
    void transformSaysWhichStepsWentOutside() {
        assertThat(transform(
                                "deliveries",
                                "{\"deliveryId\": \"d\", \"customerId\": \"c\", \"restaurantId\": \"r\", \"step\": \"PLACED\","
                                        + " \"sequence\": 1, \"at\": \"2026-01-01T00:00:00Z\"}")
                        .unanswered())
                .containsExactly("restaurants-service");
    }

    @Test
    void unknownDomainIsRefused() {
        assertThatThrownBy(() -> transform("trains", "{}"))
                .isInstanceOf(GoldenException.class)
                .hasMessageStartingWith("trains is no domain");
    }
}
