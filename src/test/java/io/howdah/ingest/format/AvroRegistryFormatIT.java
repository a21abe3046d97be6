package io.howdah.ingest.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.howdah.testing.Avro;
import io.howdah.testing.RegistryStub;
import io.howdah.testing.RegistryStub.Mood;
import java.net.SocketException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class AvroRegistryFormatIT {

    private static final Duration TIMEOUT = Duration.ofSeconds(3);
    private static final String RIDE_1 = """
            {"type":"record","name":"Ride","fields":[{"name":"id","type":"string"},{"name":"seq","type":"int"},
              {"name":"old","type":{"type":"array","items":"string"}}]}""";
    private static final String RIDE_2 = """
            {"type":"record","name":"Ride","fields":[{"name":"id","type":"string"},{"name":"sequence","type":"long",
              "aliases":["seq"]},{"name":"status","type":"string","default":"NEAR"}]}""";

    private final RegistryStub registry = new RegistryStub();
    private final SchemaRegistry client = client(Optional.empty());

    @AfterEach
    void stop() {
        registry.close();
    }

    @Test
    void valueIsReadWithTheSchemaOfItsId() throws Exception {
        // Given
        registry.add(7, RIDE_1);
        byte[] value = framed(7, RIDE_1, "{\"id\":\"r-1\",\"seq\":3,\"old\":[\"a\"]}");

        // When
        AvroRegistryFormat format = new AvroRegistryFormat(client, null);
        JsonNode first = Values.decoded(format, value);
        JsonNode second = Values.decoded(format, value);

        // Then the registry receives one request
        assertThat(first)
                .hasToString("{\"id\":\"r-1\",\"seq\":3,\"old\":[\"a\"]}")
                .isEqualTo(second);
        assertThat(registry.asked()).containsExactly("/schemas/ids/7");
        assertThat(registry.credentials()).containsExactly("");
    }

    @Test
    void olderValueIsReadAsTheRoutesSchema() throws Exception {
        // Given
        registry.add(7, RIDE_1);
        AvroRegistryFormat format = new AvroRegistryFormat(client, AvroSchemas.parse(List.of(RIDE_2)));

        // Then renamed, added and removed fields follow the newer schema
        assertThat(Values.decoded(format, framed(7, RIDE_1, "{\"id\":\"r-1\",\"seq\":3,\"old\":[\"a\",\"b\"]}")))
                .hasToString("{\"id\":\"r-1\",\"sequence\":3,\"status\":\"NEAR\"}");
    }

    @Test
    void schemaMayReferenceOthers() throws Exception {
        // Given a schema that references one that references a third, and the third itself
        Map<String, ?> toPoint = Map.of("name", "Point", "subject", "geo/point", "version", 2);
        Map<String, ?> toStop = Map.of("name", "Stop", "subject", "stop", "version", 1);
        String point = """
                {"type":"record","name":"Point","fields":[{"name":"lat","type":"int"}]}""";
        String stop = """
                {"type":"record","name":"Stop","fields":[{"name":"at","type":"Point"}]}""";
        String ride = """
                {"type":"record","name":"Ride","fields":[{"name":"stop","type":"Stop"},{"name":"at","type":"Point"}]}""";
        registry.add("geo/point", 2, Map.of("schema", point));
        registry.add("stop", 1, Map.of("schema", stop, "references", List.of(toPoint)));
        registry.add(3, Map.of("schema", ride, "references", List.of(toStop, toPoint)));

        // When
        Schema schema = AvroSchemas.parse(List.of(point, stop, ride));
        byte[] value = Avro.framed(3, Avro.binaryOfJson(schema, "{\"stop\":{\"at\":{\"lat\":1}},\"at\":{\"lat\":2}}"));

        // Then
        assertThat(Values.decoded(new AvroRegistryFormat(client, null), value))
                .hasToString("{\"stop\":{\"at\":{\"lat\":1}},\"at\":{\"lat\":2}}");
    }

    @Test
    void circularReferenceEnds() {
        // Given
        registry.add("a", 1, Map.of("schema", "\"A\"", "references", List.of(Map.of("subject", "a", "version", 1))));
        registry.add(3, Map.of("schema", "\"A\"", "references", List.of(Map.of("subject", "a", "version", 1))));

        // Then
        assertRejected(Avro.framed(3, new byte[1]), "schema 3 of the registry is not an Avro schema: ");
    }

    @ParameterizedTest
    @EnumSource(value = Mood.class, mode = EnumSource.Mode.EXCLUDE, names = "WELL")
    void failingRegistryIsAnInfrastructureErrorAndNotCached(Mood mood) throws Exception {
        // Given
        registry.add(7, RIDE_1);
        AvroRegistryFormat format = new AvroRegistryFormat(client, null);
        byte[] value = framed(7, RIDE_1, "{\"id\":\"r-1\",\"seq\":3,\"old\":[]}");

        // When
        registry.be(mood);
        assertThatThrownBy(() -> Values.decoded(format, value))
                .isInstanceOf(SocketException.class)
                .hasMessageStartingWith("howdah.schema-registry.url (" + registry.url() + ") ")
                .hasMessageNotContaining("\n");

        // Then
        registry.be(Mood.WELL);
        assertThat(Values.decoded(format, value).path("seq").intValue()).isEqualTo(3);
    }

    @Test
    void unreachableRegistryIsAnInfrastructureError() {
        // When
        registry.close();

        // Then
        assertThatThrownBy(() -> client.schema(7))
                .isInstanceOf(RegistryUnavailableException.class)
                .hasMessageContaining(") is unreachable: ");
    }

    @Test
    void unknownIdIsARecordErrorAndNotCached() throws Exception {
        // When
        byte[] value = framed(8, RIDE_1, "{\"id\":\"r-1\",\"seq\":3,\"old\":[]}");
        AvroRegistryFormat format = new AvroRegistryFormat(client, null);
        assertRejected(value, "the schema registry has no schema 8");

        // Then
        registry.add(8, RIDE_1);
        assertThat(Values.decoded(format, value).path("seq").intValue()).isEqualTo(3);
    }

    @Test
    void credentialsAreSent() throws Exception {
        // Given
        registry.add(7, "\"null\"");

        // When
        client(Optional.of("Bearer abc")).schema(7);

        // Then
        assertThat(registry.credentials()).containsExactly("Bearer abc");
    }

    @Test
    void otherFramingAndSchemasAreRejected() {
        registry.add(1, Map.of("schema", "syntax = \"proto3\";", "schemaType", "PROTOBUF"));
        registry.add(2, "{\"type\":\"record\"}");
        registry.add(3, "{\"type\":\"array\",\"items\":\"null\"}");
        registry.add(4, "\"long\"");

        assertRejected("{\"id\":1}".getBytes(UTF_8), "the value starts with byte 123");
        assertRejected(new byte[] {0, 0, 0, 0}, "the value has 4 bytes; a schema registry's framing alone needs 5");
        assertRejected(Avro.framed(1, new byte[1]), "schema 1 of the registry has the type PROTOBUF; it must be AVRO");
        assertRejected(Avro.framed(2, new byte[1]), "schema 2 of the registry is not an Avro schema: ");
        assertRejected(
                Avro.framed(3, new byte[1]), "schema 3 of the registry is not an Avro schema: it has an array of null");
        assertRejected(Avro.framed(4, new byte[0]), "the value has fewer bytes than the Avro schema long");
        assertRejected(Avro.framed(-1, new byte[0]), "schema -1 does not exist");
        assertThat(registry.asked()).doesNotContain("/schemas/ids/-1", "/schemas/ids/4294967295");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{'type':'bytes','logicalType':'decimal','precision':9,'scale':2}"
                        + " | {'type':'bytes','logicalType':'decimal','precision':9,'scale':3}"
                        + " | the value was written with a decimal of scale 2, but the route's schema has a decimal of scale 3",
                "{'type':'long','logicalType':'timestamp-micros'} | {'type':'long','logicalType':'timestamp-millis'}"
                        + " | the value was written with a timestamp-micros, but the route's schema has a timestamp-millis",
                "'string' | 'int' | the value does not fit the Avro schema R: ",
            })
    void schemaThatChangesTheMeaningIsRejected(String written, String read, String reason) {
        // Given
        String record =
                "{'type':'record','name':'R','fields':[{'name':'a','type':{'type':'map','values':['null',%s]}}]}";
        registry.add(1, record.formatted(written).replace('\'', '"'));
        Schema reader = AvroSchemas.parse(List.of(record.formatted(read).replace('\'', '"')));

        // Then
        byte[] value = {0, 0, 0, 0, 1, 2, 2, 'k', 2, 2, 1, 0};
        assertThatThrownBy(() -> Values.decoded(new AvroRegistryFormat(client, reader), value))
                .isInstanceOf(UnreadableValueException.class)
                .hasMessageStartingWith(reason);
    }

    private void assertRejected(byte[] value, String reason) {
        assertThatThrownBy(() -> Values.decoded(new AvroRegistryFormat(client, null), value))
                .isInstanceOf(UnreadableValueException.class)
                .hasMessageStartingWith(reason)
                .hasMessageNotContaining("\n")
                .hasNoCause();
    }

    private static byte[] framed(int id, String schema, String json) {
        return Avro.framed(id, Avro.binaryOfJson(AvroSchemas.parse(List.of(schema)), json));
    }

    private SchemaRegistry client(Optional<String> authorization) {
        return new SchemaRegistry(URI.create(registry.url()), authorization, TIMEOUT, Values.JSON);
    }
}
