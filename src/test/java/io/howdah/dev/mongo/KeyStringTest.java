package io.howdah.dev.mongo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import de.bwaldvogel.mongo.bson.BinData;
import de.bwaldvogel.mongo.bson.BsonTimestamp;
import de.bwaldvogel.mongo.bson.Decimal128;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.bson.LegacyUUID;
import de.bwaldvogel.mongo.bson.ObjectId;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class KeyStringTest {

    private static final UUID COLLECTION = UUID.fromString("07bf2cbd-1e4b-4f8e-9a1d-0c6c2f1e3a5b");

    @Test
    void encodesAsMongoDbDoes() {
        assertThat(hex(0)).isEqualTo("2904");
        assertThat(hex(1)).isEqualTo("2B0204");
        assertThat(hex(-1)).isEqualTo("27FD04");
        assertThat(hex(128)).isEqualTo("2C010004");
        assertThat(hex(7_000_000_000L)).isEqualTo("2F0342770C0004");
        assertThat(hex(1.5)).isEqualTo("2B03" + "80000000000000" + "04");
        assertThat(hex("a\0b")).isEqualTo("3C6100FF620004");
        assertThat(hex(true)).isEqualTo("6F04");
        assertThat(hex((Object) null)).isEqualTo("1404");
        assertThat(hex(Instant.EPOCH)).isEqualTo("78800000000000000004");
        assertThat(hex(new ObjectId("64a1b2c3d4e5f60718293a4b"))).isEqualTo("6464A1B2C3D4E5F60718293A4B04");
        assertThat(hex(COLLECTION)).isEqualTo("5A100407BF2CBD1E4B4F8E9A1D0C6C2F1E3A5B04");
        assertThat(hex(new Document("_id", 7))).isEqualTo("461E5F6964002B0E0004");
        assertThat(hex(new Document("_id", "r-1"))).isEqualTo("463C5F6964003C722D31000004");
    }

    static Stream<Object> values() {
        return Stream.of(
                0,
                -0.0,
                0L,
                0.0,
                1,
                1L,
                1.0,
                new Decimal128(new BigDecimal("1.00")),
                new Decimal128(new BigDecimal("0.00")),
                Decimal128.NEGATIVE_ZERO,
                new Decimal128(new BigDecimal("0.1")),
                new Decimal128(new BigDecimal("-123456789.123456789")),
                new Decimal128(new BigDecimal("1234567890.12345678901234567890123")),
                new Decimal128(new BigDecimal("1E+300")),
                new Decimal128(new BigDecimal("12345E-100")),
                Decimal128.POSITIVE_INFINITY,
                Integer.MIN_VALUE,
                7_000_000_000L,
                Long.MAX_VALUE,
                Long.MIN_VALUE,
                0.1,
                -0.1,
                1.5,
                -1e300,
                Double.MIN_VALUE,
                Double.NEGATIVE_INFINITY,
                "",
                "é\0x",
                true,
                false,
                Instant.ofEpochMilli(-5),
                new BsonTimestamp(7L << 32 | 3),
                new ObjectId("64a1b2c3d4e5f60718293a4b"),
                COLLECTION,
                new LegacyUUID(COLLECTION),
                new BinData(new byte[] {1, 0, (byte) 0xff}),
                new BinData(new byte[300]),
                List.of(1, "a", List.of()),
                new Document("tenant", "t")
                        .append("ride", 3L)
                        .append("open", true)
                        .append("at", null));
    }

    @ParameterizedTest
    @MethodSource("values")
    void decodesWhatItEncodes(Object value) {
        KeyStringEncoder encoder = new KeyStringEncoder().add(value).add("next").add(2L);
        TypeBits bits = encoder.typeBits().areZeros()
                ? new TypeBits()
                : TypeBits.of(encoder.typeBits().encoded());
        assertThat(KeyStringDecoder.decode(encoder.endToHex(), bits)).isEqualTo(Arrays.asList(value, "next", 2L));
    }

    @Test
    void manyTypeBitsHaveALength() {
        for (int count : List.of(3, 4, 5, 100, 600, 2_000)) {
            List<Object> values = new ArrayList<>();
            IntStream.range(0, count).forEach(i -> values.add(i % 2 == 0 ? i : (Object) (double) i));
            KeyStringEncoder encoder = new KeyStringEncoder().add(values);
            TypeBits bits = TypeBits.of(encoder.typeBits().encoded());
            assertThat(KeyStringDecoder.decode(encoder.endToHex(), bits)).isEqualTo(List.of(values));
        }
    }

    @Test
    void numbersOfAllTypesSort() {
        long seed = System.nanoTime();
        System.out.println("numbersOfAllTypesSort seed=" + seed);
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        for (int i = 0; i < 20_000; i++) {
            Number one = number(random);
            Number other = random.nextInt(4) == 0 ? neighbour(one) : number(random);
            int expected = Comparator.<BigDecimal>naturalOrder().compare(exact(one), exact(other));
            assertThat(Integer.signum(hex(one).compareTo(hex(other))))
                    .as("%s %s", one, other)
                    .isEqualTo(expected);
        }
    }

    @Test
    void aMalformedKeyStringIsRejectedWithMongoDbsError() {
        assertThatThrownBy(() -> KeyStringDecoder.decode("00", new TypeBits())).hasMessageContaining("50811");
        assertThatThrownBy(() -> KeyStringDecoder.decode("3C61", new TypeBits()))
                .hasMessageContaining("50816");
        assertThatThrownBy(() -> KeyStringDecoder.decode("5AFF7FFFFFFF00", new TypeBits()))
                .hasMessageContaining("unexpected end");
        assertThatThrownBy(() -> KeyStringDecoder.decode(hex(1.5), new TypeBits()))
                .hasMessageContaining("50810");
    }

    private static Number number(RandomGenerator random) {
        int digits = 1 + random.nextInt(15);
        return switch (random.nextInt(5)) {
            case 0 -> random.nextInt() >> random.nextInt(31);
            case 1 -> random.nextLong() >> random.nextInt(63);
            case 2 -> Math.scalb(random.nextDouble() - 0.5, random.nextInt(600) - 300);
            case 3 -> (double) (random.nextInt() >> random.nextInt(31));
            default ->
                new Decimal128(new BigDecimal(random.nextDouble() - 0.5, new MathContext(digits))
                        .movePointRight(random.nextInt(12)));
        };
    }

    private static Number neighbour(Number number) {
        if (number instanceof Double value && value != 0) {
            return new Decimal128(new BigDecimal(Math.nextUp(value), new MathContext(15)));
        }
        return number instanceof Integer value ? value + 0.5 : exact(number).doubleValue();
    }

    private static BigDecimal exact(Number number) {
        if (number instanceof Decimal128 decimal) {
            return decimal.toBigDecimal();
        }
        return number instanceof Double value ? new BigDecimal(value) : BigDecimal.valueOf(number.longValue());
    }

    private static String hex(Object value) {
        return new KeyStringEncoder().add(value).endToHex();
    }
}
