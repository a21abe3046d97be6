package io.howdah.ingest.format;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.howdah.config.SchemaRegistrySettings;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.SchemaParseException;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/** The formats that an ingest route may have; the bean {@code recordFormat} of the routes. */
public final class RecordFormats {

    /** Exchange property with the id of the route's format, which {@link #require} returns. */
    public static final String PROPERTY = "HowdahFormat";

    private static final List<String> NAMES = List.of("json", "cloudevents", "avro", "avro-registry");

    private final Map<String, RecordFormat> formats = new ConcurrentHashMap<>();
    private final SchemaFiles files;
    private final @Nullable WriterSchemas registry;
    private final ObjectMapper json;

    /**
     * Makes the formats; nothing is read or asked yet.
     *
     * @param files where the parameter {@code schema} is looked up
     * @param registry the schema registry, which may be none
     * @param timeout how long the registry may take to connect, and to answer
     * @param json reads JSON, numbers exactly
     */
    public RecordFormats(SchemaFiles files, SchemaRegistrySettings registry, Duration timeout, ObjectMapper json) {
        this(
                files,
                registry.url()
                        .map(url -> new SchemaRegistry(url, registry.authorization(), timeout, json))
                        .orElse(null),
                json);
    }

    private RecordFormats(SchemaFiles files, @Nullable WriterSchemas registry, ObjectMapper json) {
        this.files = files;
        this.registry = registry;
        this.json = json;
    }

    /**
     * Return formats that ask nobody: the registry's schemas are files.
     *
     * @param registry the schema registry, of which only matters whether there is one
     * @param folder where its schemas are, by the names {@code <id>.avsc}
     */
    public static RecordFormats offline(
            SchemaFiles files, SchemaRegistrySettings registry, String folder, ObjectMapper json) {
        return new RecordFormats(files, registry.url().isEmpty() ? null : new WrittenSchemas(files, folder), json);
    }

    /**
     * Checks a route's format, so that a wrong one stops the start, and returns its id.
     *
     * @param name {@code json}, {@code cloudevents}, {@code avro} or {@code avro-registry}
     * @param schema the schema file, or an empty text for none
     * @return the id by which {@link #decode} finds the format, for the exchange property {@code HowdahFormat}
     * @throws IllegalArgumentException that says what is wrong and the fix, in one line
     */
    public String require(String name, String schema) {
        String id = schema.isEmpty() ? name : name + ":" + schema;
        var unused = format(id);
        return id;
    }

    private RecordFormat format(String id) {
        int colon = id.indexOf(':');
        return formats.computeIfAbsent(
                id, any -> colon < 0 ? make(id, "") : make(id.substring(0, colon), id.substring(colon + 1)));
    }

    /**
     * Turns the body, a value's bytes, into what the transform reads: JSON, as bytes or as a node.
     *
     * @throws UnreadableValueException if the value is not of the route's format
     * @throws IOException if the schema registry is away, which is no record's fault
     */
    public void decode(Exchange exchange) throws IOException {
        format(exchange.getProperty(PROPERTY, "json", String.class)).decode(exchange.getMessage());
    }

    private RecordFormat make(String name, String schema) {
        return switch (name) {
            case "json" ->
                withoutSchema(name, schema, message -> {
                    // Left as bytes: whoever needs a node parses once, with numbers as they are.
                });
            case "cloudevents" -> withoutSchema(name, schema, new CloudEvents(json));
            case "avro" -> new AvroFormat(schema(schema));
            case "avro-registry" -> new AvroRegistryFormat(registry(), schema.isEmpty() ? null : schema(schema));
            default ->
                throw new IllegalArgumentException(
                        "format " + name + " is not known; there are " + String.join(", ", NAMES));
        };
    }

    private static RecordFormat withoutSchema(String name, String schema, RecordFormat format) {
        if (!schema.isEmpty()) {
            throw new IllegalArgumentException(
                    "format " + name + " takes no schema; delete the parameter schema, or set format to avro");
        }
        return format;
    }

    private WriterSchemas registry() {
        if (registry == null) {
            throw new IllegalArgumentException(
                    "format avro-registry needs a schema registry;" + " set howdah.schema-registry.url to its address");
        }
        return registry;
    }

    private Schema schema(String name) {
        if (name.isEmpty()) {
            throw new IllegalArgumentException(
                    "format avro needs a schema; set the parameter schema to a file such as schemas/ride.avsc");
        }
        String text = files.text(name)
                .orElseThrow(() -> new IllegalArgumentException(
                        "schema " + name + " is no file of the application folder; correct the parameter schema"));
        try {
            return AvroSchemas.parse(List.of(text));
        } catch (SchemaParseException e) {
            throw new IllegalArgumentException("schema " + name + " is no Avro schema: " + e.getMessage(), e);
        }
    }
}
