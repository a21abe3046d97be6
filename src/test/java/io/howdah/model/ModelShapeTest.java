package io.howdah.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests which changes of the SDL require changed documents. */
class ModelShapeTest {

    private static final String SDL = """
            type Parcel @readModel(collection: "parcels", key: "id", version: "sequence") {
              id: ID!
              depot: ID!
              sequence: Int!
              changed: Long!
              customer: String @owner
              company: String
              status: String
              position: Position
              stops: [Stop!]
              payment: Payment @part(version: "number")
            }
            type Position { lat: Float! lon: Float }
            type Stop { name: String! next: Stop }
            type Payment { number: Long! at: DateTime! amount: Int }
            """;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "key: \"id\" | key: \"depot\" | key was id and is depot",
                "key: \"id\" | key: [\"id\", \"depot\"] | key was id and is id, depot",
                "version: \"sequence\" | version: \"changed\" | version was sequence: Long and is changed: Long",
                ", version: \"sequence\" | | version was sequence: Long and is the records' offsets",
                "collection: \"parcels\" | collection: \"packages\" | collection was parcels and is packages",
                "payment: Payment @part(version: \"number\") | payment: Payment | @part payment with the version was number: Long and is none",
                "version: \"number\" | version: \"at\" | @part payment with the version was number: Long and is at: DateTime",
                "company: String | company: String @owner | @owner was customer and is company, customer",
                "company: String | company: String @tenant(claim: \"org\") | @tenant was none and is company",
                "status: String | status: String! | field status is required, but the stored documents may lack it",
                "status: String | status: String weight: Int! | field weight is required, but the stored documents may lack it",
                "lon: Float | lon: Float! | field position.lon is required, but the stored documents may lack it",
                "next: Stop | next: Stop note: String! | field stops.note is required, but the stored documents may lack it",
            })
    void changeOfStoredDocumentsIsReported(String good, String other, String change) {
        assertThat(changes(SDL, SDL.replace(good, other == null ? "" : other))).containsExactly(change);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "status: String | status: String note: String",
                "status: String | ",
                "depot: ID! | depot: ID",
                "sequence: Int! | sequence: Long!",
                "position: Position | position: Position from: Position",
                "customer: String @owner | customer: String @owner(claim: \"customer\")",
            })
    void otherChangesAreNotReported(String good, String other) {
        assertThat(changes(SDL, SDL.replace(good, other == null ? "" : other))).isEmpty();
    }

    @Test
    void documentsOfAnOlderSdlAreTakenIntoAccount() {
        // Given documents of a newer SDL, with an object that has required fields, and then of one without the object
        String newer = SDL.replace("status: String", "status: String size: Size") + "type Size { width: Int! }";
        ModelShape stored = shape(newer).with(shape(SDL));

        // Then the newer SDL is accepted, and one with more required fields in the object is not
        assertThat(stored.changesTo(shape(newer))).isEmpty();
        assertThat(stored.changesTo(shape(newer.replace("width: Int!", "width: Int! height: Int!"))))
                .containsExactly("field size.height is required, but the stored documents may lack it");
    }

    private static List<String> changes(String before, String now) {
        return shape(before).changesTo(shape(now));
    }

    private static ModelShape shape(String sdl) {
        return ReadModels.load(List.of(new SdlSource("parcels.graphqls", sdl)))
                .get("Parcel")
                .shape();
    }
}
