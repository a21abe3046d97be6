package io.howdah.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.bson.Document;
import org.bson.types.Decimal128;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ReadModelTest {

    private static final Date INSTANT = Date.from(Instant.parse("2026-01-01T10:00:00.123Z"));

    private static final ReadModel THING = model("""
            enum Colour { RED GREEN }
            type Place { name: String!, near: [Place] }
            type Thing @readModel(collection: "things", key: "id") @public {
              id: ID!
              text: String
              int: Int
              long: Long
              float: Float
              flag: Boolean
              decimal: Decimal
              time: DateTime
              day: Date
              colour: Colour
              place: Place
              tags: [String!]
              json: JSON
              secret: String @stored
            }
            """, "Thing");

    private static final ReadModel FLIGHT = model("""
            type Flight @readModel(collection: "flights", key: ["carrier", "number"]) @public {
              number: Int!
              carrier: String!
            }
            """, "Flight");

    static Stream<Arguments> values() {
        return Stream.of(
                Arguments.of("id", 42, "42"),
                Arguments.of("id", new BigInteger("12345678901234567890"), "12345678901234567890"),
                Arguments.of("id", 7.0, "7"),
                Arguments.of("id", new ObjectId("0123456789abcdef01234567"), "0123456789abcdef01234567"),
                Arguments.of("text", "", ""),
                Arguments.of("int", 5L, 5),
                Arguments.of("int", 5.0, 5),
                Arguments.of("int", new BigDecimal("-2147483648"), Integer.MIN_VALUE),
                Arguments.of("long", 5, 5L),
                Arguments.of("long", "9223372036854775807", Long.MAX_VALUE),
                Arguments.of("long", 9_007_199_254_740_992d, 9_007_199_254_740_992L),
                Arguments.of("float", 5, 5.0),
                Arguments.of("float", new BigDecimal("0.1"), 0.1),
                Arguments.of("flag", false, false),
                Arguments.of("decimal", "12.50", Decimal128.parse("12.50")),
                Arguments.of("decimal", new BigDecimal("0.1"), Decimal128.parse("0.1")),
                Arguments.of("decimal", 0.1, Decimal128.parse("0.1")),
                Arguments.of("decimal", 12, Decimal128.parse("12")),
                Arguments.of("decimal", Decimal128.NEGATIVE_ZERO, Decimal128.parse("0")),
                Arguments.of(
                        "decimal",
                        "9999999999999999999999999999999999",
                        Decimal128.parse("9999999999999999999999999999999999")),
                Arguments.of("time", "2026-01-01T10:00:00.123Z", INSTANT),
                Arguments.of("time", "2026-01-01T12:00:00.123999+02:00", INSTANT),
                Arguments.of("time", INSTANT.getTime(), INSTANT),
                Arguments.of("time", INSTANT, INSTANT),
                Arguments.of("day", "2026-01-01", Date.from(Instant.parse("2026-01-01T00:00:00Z"))),
                Arguments.of("colour", "RED", "RED"),
                Arguments.of("place", Map.of("name", "x"), new Document("name", "x")),
                Arguments.of("tags", List.of("a", "b"), List.of("a", "b")),
                Arguments.of(
                        "json",
                        Map.of("n", Arrays.asList(1, 2L, 0.5, null, new BigDecimal("1.50"))),
                        new Document("n", Arrays.asList(1, 2L, 0.5, null, Decimal128.parse("1.50")))),
                Arguments.of("json", "text", "text"));
    }

    @ParameterizedTest
    @MethodSource("values")
    void storesByType(String field, Object value, Object stored) {
        // When
        Document document = THING.toDocument(thing(field, value));

        // Then
        assertThat(document.get(field)).isEqualTo(stored);
    }

    static Stream<Arguments> misfits() {
        Map<String, Object> wrongPlace = new HashMap<>(Map.of("name", "x"));
        wrongPlace.put("near", Arrays.asList(null, Map.of("nam", "secret")));
        return Stream.of(
                Arguments.of("id", true, "Thing.id: must be a string or a whole number"),
                Arguments.of("id", 1.5, "Thing.id: must be a whole number"),
                Arguments.of("id", Double.NaN, "Thing.id: must be a whole number; a"),
                Arguments.of("text", 1, "Thing.text: must be a string"),
                Arguments.of("int", 2147483648L, "Thing.int: must be a whole number of 32 bits"),
                Arguments.of("int", "5", "Thing.int: must be a whole number of 32 bits"),
                Arguments.of("int", 1e300, "Thing.int: must be a whole number; a"),
                Arguments.of("int", new BigDecimal("1e999999999"), "Thing.int: must be a whole number"),
                Arguments.of("long", 1e18, "Thing.long: must be a whole number; a"),
                Arguments.of("long", "9223372036854775808", "Thing.long: must be a whole number of 64 bits"),
                Arguments.of("long", "secret", "Thing.long: must be a whole number of 64 bits"),
                Arguments.of("float", "5", "Thing.float: must be a finite number"),
                Arguments.of("float", Double.POSITIVE_INFINITY, "Thing.float: must be a finite number"),
                Arguments.of("flag", "true", "Thing.flag: must be true or false"),
                Arguments.of("decimal", "12,5", "Thing.decimal: must be a decimal number of at most 34 digits"),
                Arguments.of(
                        "decimal", "99999999999999999999999999999999999", "Thing.decimal: must be a decimal number"),
                Arguments.of("decimal", Decimal128.NaN, "Thing.decimal: must be a decimal number"),
                Arguments.of("time", "2026-01-01T10:00:00", "Thing.time: must be an ISO 8601 date and time"),
                Arguments.of("time", Long.MAX_VALUE, "Thing.time: must be an ISO 8601 date and time"),
                Arguments.of("time", 0.5, "Thing.time: must be an ISO 8601 date and time"),
                Arguments.of("day", "2026-02-30", "Thing.day: must be a date such as 2026-01-01"),
                Arguments.of("day", INSTANT, "Thing.day: must be a date such as 2026-01-01"),
                Arguments.of("colour", "BLUE", "Thing.colour: must be one of the values of Colour"),
                Arguments.of("place", "secret", "Thing.place: must be an object"),
                Arguments.of("place", Map.of(), "Thing.place.name: is required"),
                Arguments.of("place", wrongPlace, "Thing.place.near[1].nam: is not a field of Place; remove it"),
                Arguments.of("tags", "secret", "Thing.tags: must be a list"),
                Arguments.of("tags", Arrays.asList("a", null), "Thing.tags[1]: must not be null"),
                Arguments.of("json", new Object(), "Thing.json: must be JSON"),
                Arguments.of("json", Map.of("a\0b", 1), "Thing.json: must be JSON whose names"),
                Arguments.of("json", nested(64), "Thing: must not be nested deeper than 64 levels"),
                Arguments.of(
                        "colours",
                        "RED",
                        "Thing.colours: is not a field of Thing; remove it in the transform or declare"));
    }

    @ParameterizedTest
    @MethodSource("misfits")
    void rejectsInvalidValuesWithoutRevealingThem(String field, Object value, String message) {
        assertThatThrownBy(() -> THING.toDocument(thing(field, value)))
                .isInstanceOf(InvalidDocumentException.class)
                .hasMessageStartingWith(message)
                .hasMessageNotContaining("secret");
    }

    @Test
    void reportsAnUnknownFieldInOneShortLine() {
        assertThatThrownBy(() -> THING.toDocument(thing("a\nb" + "x".repeat(1000), 1)))
                .hasMessage("Thing.a?b" + "x".repeat(61)
                        + ": is not a field of Thing; remove it in the transform or declare it in the SDL");
    }

    @Test
    void rejectsAMissingKey() {
        assertThatThrownBy(() -> THING.toDocument(Map.of("text", "x"))).hasMessage("Thing.id: is required");
    }

    @Test
    void storesTheKeyThenTheFieldsInSdlOrderWithoutNulls() {
        // Given
        Map<String, Object> value = new LinkedHashMap<>();
        value.put("text", "x");
        value.put("flag", null);
        value.put("id", 1);

        // When
        Document document = THING.toDocument(value);

        // Then
        assertThat(new ArrayList<>(document.entrySet()))
                .containsExactly(Map.entry("_id", "1"), Map.entry("id", "1"), Map.entry("text", "x"));
    }

    @Test
    void returnsEveryVisibleFieldReadyForJson() {
        // Given
        Document stored = THING.toDocument(Map.of(
                        "id",
                        "1",
                        "time",
                        "2026-01-01T00:00:00Z",
                        "day",
                        "2026-01-01",
                        "decimal",
                        "1E+3",
                        "secret",
                        "x"))
                .append("_h", new Document("rev", 1L));

        // When
        Map<String, Object> data = THING.toData(stored);

        // Then
        assertThat(data.keySet())
                .containsExactly(
                        "id", "text", "int", "long", "float", "flag", "decimal", "time", "day", "colour", "place",
                        "tags", "json");
        assertThat(data)
                .containsEntry("time", "2026-01-01T00:00:00.000Z")
                .containsEntry("day", "2026-01-01")
                .containsEntry("decimal", "1000")
                .containsEntry("text", null);
    }

    @Test
    void returnsValuesStoredUnderANarrowerType() {
        // When
        Map<String, Object> data =
                THING.toData(new Document("id", "1").append("long", 5).append("decimal", 7));

        // Then
        assertThat(data).containsEntry("long", 5L).containsEntry("decimal", "7");
    }

    @Test
    void reportsAStoredFieldThatNoLongerMatches() {
        assertThatThrownBy(() -> THING.toData(new Document("colour", "BLUE")))
                .hasMessage("Thing.colour: must be one of the values of Colour");
    }

    @Test
    void readsAndWritesASimpleKey() {
        assertThat(THING.id("a:b%")).isEqualTo("a:b%");
        assertThat(THING.keyText("a:b%")).isEqualTo("a:b%");
        assertThat(model("type N @readModel(collection: \"n\", key: \"n\") @public { n: Int! }", "N")
                        .id("5"))
                .isEqualTo(5);
    }

    @Test
    void readsAndWritesACompositeKeyInOrder() {
        // Given
        Object id =
                FLIGHT.toDocument(Map.of("number", 12, "carrier", "a:b%3A%")).get("_id");

        // When
        String text = FLIGHT.keyText(id);

        // Then
        assertThat(id).isEqualTo(new Document("carrier", "a:b%3A%").append("number", 12));
        assertThat(((Document) id).keySet()).containsExactly("carrier", "number");
        assertThat(text).isEqualTo("a%3Ab%253A%25:12");
        assertThat(FLIGHT.id(text)).isEqualTo(id);
        assertThat(FLIGHT.id(Map.of("number", 12, "carrier", "a:b%3A%"))).isEqualTo(id);
    }

    @Test
    void rejectsATextThatIsNoKey() {
        assertThatThrownBy(() -> FLIGHT.id("LH")).hasMessage("Flight: must be 2 key values joined with ':'");
        assertThatThrownBy(() -> FLIGHT.id("LH:x")).hasMessage("Flight.number: must be a whole number of 64 bits");
    }

    private static Map<String, Object> thing(String field, Object value) {
        Map<String, Object> thing = new HashMap<>(Map.of("id", "1"));
        thing.put(field, value);
        return thing;
    }

    private static Object nested(int levels) {
        return levels == 0 ? 1 : List.of(nested(levels - 1));
    }

    private static ReadModel model(String sdl, String name) {
        return ReadModels.load(List.of(new SdlSource("test.graphqls", sdl)))
                .find(name)
                .orElseThrow();
    }
}
