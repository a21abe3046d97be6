package io.howdah.ingest.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.config.SchemaRegistrySettings;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecordFormatsTest {

    private static final Map<String, String> FILES =
            Map.of("long.avsc", "\"long\"", "broken.avsc", "{\n\"type\":", "unknown.avsc", "\"Ride\"");

    private final RecordFormats formats = formats(Optional.empty());

    @Test
    void jsonIsLeftUnchanged() throws Exception {
        // Given
        byte[] value = {1, 2, 3};
        Exchange exchange = new DefaultExchange(new DefaultCamelContext());
        exchange.getMessage().setBody(value);
        exchange.setProperty("HowdahFormat", formats.require("json", ""));

        // When
        formats.decode(exchange);

        // Then
        assertThat(exchange.getMessage().getBody()).isSameAs(value);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "xml           | ''        | format=xml: unknown; set it to one of json, cloudevents, avro, avro-registry",
                "json          | long.avsc | format=json takes no schema; remove the parameter schema, or set format to avro",
                "cloudevents   | long.avsc | format=cloudevents takes no schema; remove the parameter schema, or set format to avro",
                "avro          | ''        | format=avro needs a schema; set the parameter schema to a file such as schemas/ride.avsc",
                "avro          | no.avsc   | schema=no.avsc: no such file in the application folder; correct the parameter schema",
                "avro          | broken.avsc | schema=broken.avsc: not an Avro schema: ",
                "avro          | unknown.avsc | schema=unknown.avsc: not an Avro schema: ",
                "avro-registry | ''        | format=avro-registry needs a schema registry; set howdah.schema-registry.url"
            })
    void wrongFormatIsRejectedInOneLine(String name, String schema, String reason) {
        assertThatThrownBy(() -> formats.require(name, schema))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(reason)
                .hasMessageNotContaining("\n");
    }

    @Test
    void eachFormatHasAnId() {
        RecordFormats all = formats(Optional.of(URI.create("http://127.0.0.1:1")));
        assertThat(new String[] {
                    all.require("json", ""),
                    all.require("cloudevents", ""),
                    all.require("avro", "long.avsc"),
                    all.require("avro-registry", ""),
                    all.require("avro-registry", "long.avsc")
                })
                .doesNotHaveDuplicates();
    }

    private static RecordFormats formats(Optional<URI> registry) {
        return new RecordFormats(
                name -> Optional.ofNullable(FILES.get(name)),
                new SchemaRegistrySettings(registry, Optional.empty()),
                Duration.ofSeconds(1),
                Values.JSON);
    }
}
