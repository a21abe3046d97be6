package io.howdah.ingest.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.howdah.testing.Avro;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.avro.Schema;
import org.apache.avro.SchemaParseException;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class AvroFormatTest {

    private static final Schema RIDE = AvroSchemas.parse(List.of("""
            {"type":"record","name":"Ride","namespace":"com.example","fields":[
              {"name":"id","type":"string"},
              {"name":"sequence","type":"long"},
              {"name":"seats","type":"int"},
              {"name":"fare","type":["null",{"type":"bytes","logicalType":"decimal","precision":34,"scale":2}]},
              {"name":"tip","type":{"type":"fixed","name":"Tip","size":4,"logicalType":"decimal","precision":9,"scale":3}},
              {"name":"at","type":{"type":"long","logicalType":"timestamp-millis"}},
              {"name":"seen","type":{"type":"long","logicalType":"timestamp-micros"}},
              {"name":"day","type":{"type":"int","logicalType":"date"}},
              {"name":"alarm","type":{"type":"int","logicalType":"time-millis"}},
              {"name":"local","type":{"type":"long","logicalType":"local-timestamp-millis"}},
              {"name":"trace","type":{"type":"string","logicalType":"uuid"}},
              {"name":"status","type":{"type":"enum","name":"Status","symbols":["NEAR","FAR"]}},
              {"name":"photo","type":"bytes"},
              {"name":"mark","type":{"type":"fixed","name":"Mark","size":2}},
              {"name":"grade","type":"float"},
              {"name":"lat","type":"double"},
              {"name":"open","type":"boolean"},
              {"name":"stops","type":{"type":"array","items":{"type":"record","name":"Stop","fields":[
                {"name":"name","type":["string","null"]},{"name":"n","type":["null","int","long"]}]}}},
              {"name":"tags","type":{"type":"map","values":["null","string","long"]}},
              {"name":"note","type":["null","string"]}]}"""));

    private static final String NODE = """
            {"type":"record","name":"Node","fields":[{"name":"next","type":["null","Node"]}]}""";

    private final AvroFormat format = new AvroFormat(RIDE);

    @Test
    void everyTypeBecomesJsonExactly() throws Exception {
        // When
        JsonNode ride = Values.decoded(format, Avro.binary(RIDE, ride()));

        // Then
        assertThat(Values.JSON.readTree(ride.toString())).isEqualTo(Values.JSON.readTree("""
                {"id":"r-1","sequence":9223372036854775807,"seats":-3,
                "fare":12345678901234567890123456789012.50,"tip":-0.001,
                "at":"2026-01-01T00:00:00.123Z","seen":"2026-01-01T00:00:00.123456Z","day":"2026-03-01",
                "alarm":"07:30","local":"2026-01-01T00:00","trace":"123e4567-e89b-12d3-a456-426614174000",
                "status":"FAR","photo":"AP/+","mark":"AQI=","grade":0.1,"lat":52.3738,"open":true,
                "stops":[{"name":"Central","n":7000000000},{"name":null,"n":null}],
                "tags":{"a":"x","b":null},"note":null}"""));
        assertThat(ride.path("fare").decimalValue()).isEqualTo(new BigDecimal("12345678901234567890123456789012.50"));
    }

    @Test
    void truncatedAndTrailingBytesAreRejected() {
        // Given
        byte[] value = Avro.binary(RIDE, ride());

        // Then
        for (int length = 0; length < value.length; length++) {
            byte[] cut = Arrays.copyOf(value, length);
            assertRejected(cut, "the value ");
        }
        assertRejected(
                Arrays.copyOf(value, 1), "the value has fewer bytes than the Avro schema com.example.Ride needs;");
        assertRejected(
                Arrays.copyOf(value, value.length + 1),
                "the value has more bytes than the Avro schema com.example.Ride describes;"
                        + " it was written with another schema");
    }

    @Test
    void corruptBytesAreOnlyRejected() {
        // Given
        byte[] value = Avro.binary(RIDE, ride());
        long seed = System.nanoTime();
        Random random = new Random(seed);

        // Then
        for (int round = 0; round < 20_000; round++) {
            byte[] broken = value.clone();
            for (int flips = random.nextInt(4); flips >= 0; flips--) {
                broken[random.nextInt(broken.length)] = (byte) random.nextInt(256);
            }
            try {
                Values.decoded(format, broken);
            } catch (UnreadableValueException e) {
                assertThat(e.getMessage()).as("seed %d", seed).isNotBlank().doesNotContain("\n");
            } catch (Throwable e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"bytes\"",
                "\"string\"",
                "{\"type\":\"array\",\"items\":\"int\"}",
                "{\"type\":\"map\",\"values\":\"int\"}",
                "{\"type\":\"array\",\"items\":{\"type\":\"array\",\"items\":\"boolean\"}}"
            })
    void hugeClaimIsRefusedBeforeAnythingIsAllocated(String type) throws Exception {
        for (long claim :
                new long[] {1_000, Integer.MAX_VALUE - 8, Integer.MAX_VALUE, Long.MAX_VALUE, -1, Long.MIN_VALUE}) {
            // Given
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
            encoder.writeLong(claim);
            encoder.writeLong(claim);

            // Then
            assertThatThrownBy(
                            () -> Values.decoded(new AvroFormat(AvroSchemas.parse(List.of(type))), out.toByteArray()))
                    .as("%d", claim)
                    .isInstanceOf(UnreadableValueException.class);
        }
    }

    @Test
    void tooDeepValueIsRejected() {
        // Given a value with 500 000 levels
        byte[] deep = new byte[500_000];
        Arrays.fill(deep, (byte) 2);

        // Then
        assertThatThrownBy(() -> Values.decoded(new AvroFormat(AvroSchemas.parse(List.of(NODE))), deep))
                .isInstanceOf(UnreadableValueException.class)
                .hasMessage("the value is nested too deeply");
    }

    @Test
    void nestedValueIsRead() throws Exception {
        // Given
        byte[] value = new byte[90];
        Arrays.fill(value, 0, 89, (byte) 2);

        // Then
        assertThat(Values.decoded(new AvroFormat(AvroSchemas.parse(List.of(NODE))), value)
                        .at("/next/next/next")
                        .isObject())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"array\",\"items\":\"null\"}",
                "{\"type\":\"map\",\"values\":{\"type\":\"array\",\"items\":{\"type\":\"record\",\"name\":\"E\",\"fields\":[]}}}",
                "{\"type\":\"record\",\"name\":\"R\",\"fields\":[{\"name\":\"a\",\"type\":[\"null\",{\"type\":\"array\","
                        + "\"items\":{\"type\":\"fixed\",\"name\":\"F\",\"size\":0}}]}]}"
            })
    void arrayOfItemsWithoutBytesIsRejected(String schema) {
        assertThatThrownBy(() -> AvroSchemas.parse(List.of(schema)))
                .isInstanceOf(SchemaParseException.class)
                .hasMessageContaining("whose items take no bytes");
    }

    @Test
    void textThatIsNotUtf8IsRejected() {
        assertThatThrownBy(() -> Values.decoded(
                        new AvroFormat(Schema.create(Schema.Type.STRING)), new byte[] {4, (byte) 0xc3, (byte) 0x28}))
                .isInstanceOf(UnreadableValueException.class)
                .hasMessage("the value contains a string that is not UTF-8");
    }

    private void assertRejected(byte[] value, String reason) {
        assertThatThrownBy(() -> Values.decoded(format, value))
                .isInstanceOf(UnreadableValueException.class)
                .hasMessageStartingWith(reason)
                .hasNoCause();
    }

    private static GenericRecord ride() {
        GenericRecord ride = new GenericData.Record(RIDE);
        ride.put("id", "r-1");
        ride.put("sequence", Long.MAX_VALUE);
        ride.put("seats", -3);
        ride.put("fare", ByteBuffer.wrap(new BigInteger("1234567890123456789012345678901250").toByteArray()));
        ride.put("tip", new GenericData.Fixed(RIDE.getField("tip").schema(), new byte[] {-1, -1, -1, -1}));
        ride.put("at", 1767225600123L);
        ride.put("seen", 1767225600123456L);
        ride.put("day", 20513);
        ride.put("alarm", 27_000_000);
        ride.put("local", 1767225600000L);
        ride.put("trace", "123e4567-e89b-12d3-a456-426614174000");
        ride.put("status", new GenericData.EnumSymbol(RIDE.getField("status").schema(), "FAR"));
        ride.put("photo", ByteBuffer.wrap(new byte[] {0, -1, -2}));
        ride.put("mark", new GenericData.Fixed(RIDE.getField("mark").schema(), new byte[] {1, 2}));
        ride.put("grade", 0.1f);
        ride.put("lat", 52.3738);
        ride.put("open", true);
        Schema stop = RIDE.getField("stops").schema().getElementType();
        GenericRecord central = new GenericData.Record(stop);
        central.put("name", "Central");
        central.put("n", 7_000_000_000L);
        ride.put("stops", List.of(central, new GenericData.Record(stop)));
        Map<String, Object> tags = new LinkedHashMap<>(Map.of("a", "x"));
        tags.put("b", null);
        ride.put("tags", tags);
        return ride;
    }
}
