package io.howdah.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import org.bson.BsonDocument;
import org.bson.BsonDocumentReader;
import org.bson.Document;
import org.bson.codecs.DecoderContext;
import org.bson.codecs.DocumentCodec;
import org.junit.jupiter.api.Test;

/** Tests with random documents that every API returns a transform's output, through BSON and back. */
class RoundTripTest {

    private static final ReadModel MODEL = ReadModels.load(List.of(new SdlSource("test.graphqls", """
                            enum Colour { RED GREEN BLUE }
                            type Leaf { id: ID, text: String, int: Int, long: Long, float: Float, flag: Boolean,
                              decimal: Decimal, time: DateTime, day: Date, colour: Colour, json: JSON,
                              longs: [Long], days: [[Date!]!], leaf: Leaf }
                            type All @readModel(collection: "all", key: ["one", "two"]) @public {
                              one: ID!
                              two: Long!
                              leaf: Leaf!
                              leaves: [Leaf!]!
                            }
                            """)))
            .find("All")
            .orElseThrow();

    private static final DateTimeFormatter MILLIS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);

    @Test
    void returnsTheInput() {
        System.out.println("RoundTripTest seed " + seed);
        for (int i = 0; i < 500; i++) {
            // Given
            Map<String, Object> canonical = new LinkedHashMap<>();
            canonical.put("one", text());
            canonical.put("two", random.nextLong());
            canonical.put("leaf", leaf(3));
            canonical.put("leaves", list(() -> leaf(1)));

            // When
            Document stored = throughBson(MODEL.toDocument(canonical));

            // Then
            assertThat(MODEL.toData(stored)).as("seed %d, document %d", seed, i).isEqualTo(canonical);
            assertThat(MODEL.toDocument(MODEL.toData(stored))).isEqualTo(stored);
            assertThat(MODEL.id(MODEL.keyText(stored.get("_id")))).isEqualTo(stored.get("_id"));
        }
    }

    private static Document throughBson(Document document) {
        BsonDocument bson = document.toBsonDocument();
        return new DocumentCodec()
                .decode(new BsonDocumentReader(bson), DecoderContext.builder().build());
    }

    private Map<String, Object> leaf(int depth) {
        Map<String, Object> leaf = new LinkedHashMap<>();
        leaf.put("id", maybe(this::text));
        leaf.put("text", maybe(this::text));
        leaf.put("int", maybe(random::nextInt));
        leaf.put("long", maybe(random::nextLong));
        leaf.put("float", maybe(random::nextGaussian));
        leaf.put("flag", maybe(random::nextBoolean));
        leaf.put("decimal", maybe(this::decimal));
        leaf.put(
                "time",
                maybe(() -> MILLIS.format(
                        Instant.ofEpochMilli(random.nextLong(-60_000_000_000_000L, 250_000_000_000_000L)))));
        leaf.put("day", maybe(this::day));
        leaf.put("colour", maybe(() -> List.of("RED", "GREEN", "BLUE").get(random.nextInt(3))));
        leaf.put("json", maybe(() -> json(3)));
        leaf.put("longs", maybe(() -> list(() -> maybe(random::nextLong))));
        leaf.put("days", maybe(() -> list(() -> list(this::day))));
        leaf.put("leaf", depth == 0 ? null : maybe(() -> leaf(depth - 1)));
        return leaf;
    }

    private Object json(int depth) {
        return switch (random.nextInt(depth == 0 ? 5 : 7)) {
            case 0 -> text();
            case 1 -> random.nextInt();
            case 2 -> random.nextLong();
            case 3 -> random.nextDouble();
            case 4 -> random.nextBoolean();
            case 5 -> list(() -> maybe(() -> json(depth - 1)));
            default -> {
                Map<String, Object> object = new LinkedHashMap<>();
                list(this::text).forEach(name -> object.put(name + ".$", json(depth - 1)));
                yield object;
            }
        };
    }

    private String text() {
        return random.ints(random.nextInt(12), 0x20, 0x24F)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .append(random.nextBoolean() ? ":%3A" : "")
                .toString();
    }

    private String decimal() {
        return new BigDecimal(new BigInteger(100, random), random.nextInt(10)).toPlainString();
    }

    private String day() {
        return LocalDate.ofEpochDay(random.nextInt(-700_000, 2_900_000)).toString();
    }

    private <T> T maybe(Supplier<T> value) {
        return random.nextInt(4) == 0 ? null : value.get();
    }

    private <T> List<T> list(Supplier<T> element) {
        List<T> list = new ArrayList<>();
        for (int size = random.nextInt(4); size > 0; size--) {
            list.add(element.get());
        }
        return list;
    }
}
