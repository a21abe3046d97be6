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

/**
 * Decodes the values of ingest routes by their {@code format} parameter. Bean {@code recordFormat} of the routes;
 * thread-safe.
 */
public final class RecordFormats {

    /** Exchange property with the ID of the route's format, as {@link #require} returns it. */
    public static final String PROPERTY = "HowdahFormat";

    private static final List<String> NAMES = List.of("json", "cloudevents", "avro", "avro-registry");

    private final Map<String, RecordFormat> formats = new ConcurrentHashMap<>();
    private final SchemaFiles files;
    private final @Nullable WriterSchemas registry;
    private final ObjectMapper json;

    /**
     * Creates the formats. It reads no file and sends no request yet.
     *
     * @param files finds the file that the parameter {@code schema} names
     * @param registry the schema registry settings; the URL may be absent
     * @param timeout how long the registry may take to connect, and to respond
     * @param json reads JSON with exact numbers
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
     * Returns formats that send no requests: the registry's schemas are files.
     *
     * @param registry the schema registry settings; only whether a URL is present matters
     * @param folder the folder of the registry's schemas, named {@code <id>.avsc}
     */
    public static RecordFormats offline(
            SchemaFiles files, SchemaRegistrySettings registry, String folder, ObjectMapper json) {
        return new RecordFormats(files, registry.url().isEmpty() ? null : new WrittenSchemas(files, folder), json);
    }

    /**
     * Checks a route's format at startup and returns its ID.
     *
     * @param name {@code json}, {@code cloudevents}, {@code avro} or {@code avro-registry}
     * @param schema the schema file, or an empty text for none
     * @return the ID with which {@link #decode} finds the format, for the exchange property {@code HowdahFormat}
     * @throws IllegalArgumentException with the error and the fix in one line
     */
    public String require(String name, String schema) {
        String id = schema.isEmpty() ? name : name + ":" + schema;
        var unused = format(id);
        return id;
    }

    private RecordFormat format(String id) {
        int colon = id.indexOf(':');
        return formats.computeIfAbsent(
                id, key -> colon < 0 ? create(id, "") : create(id.substring(0, colon), id.substring(colon + 1)));
    }

    /**
     * Replaces the body, a value's bytes, by what the transform reads: JSON, as bytes or as a node.
     *
     * @throws UnreadableValueException if the value does not have the route's format; a record error
     * @throws IOException if the schema registry is unavailable; an infrastructure error
     */
    public void decode(Exchange exchange) throws IOException {
        format(exchange.getProperty(PROPERTY, "json", String.class)).decode(exchange.getMessage());
    }

    private RecordFormat create(String name, String schema) {
        return switch (name) {
            case "json" ->
                withoutSchema(name, schema, message -> {
                    // Stays bytes: a step that needs a node parses them once, with exact numbers.
                });
            case "cloudevents" -> withoutSchema(name, schema, new CloudEvents(json));
            case "avro" -> new AvroFormat(schema(schema));
            case "avro-registry" -> new AvroRegistryFormat(registry(), schema.isEmpty() ? null : schema(schema));
            default ->
                throw new IllegalArgumentException(
                        "format=" + name + ": unknown; set it to one of " + String.join(", ", NAMES));
        };
    }

    private static RecordFormat withoutSchema(String name, String schema, RecordFormat format) {
        if (!schema.isEmpty()) {
            throw new IllegalArgumentException(
                    "format=" + name + " takes no schema; remove the parameter schema, or set format to avro");
        }
        return format;
    }

    private WriterSchemas registry() {
        if (registry == null) {
            throw new IllegalArgumentException(
                    "format=avro-registry needs a schema registry; set howdah.schema-registry.url");
        }
        return registry;
    }

    private Schema schema(String name) {
        if (name.isEmpty()) {
            throw new IllegalArgumentException(
                    "format=avro needs a schema; set the parameter schema to a file such as schemas/ride.avsc");
        }
        String text = files.text(name)
                .orElseThrow(() -> new IllegalArgumentException(
                        "schema=" + name + ": no such file in the application folder; correct the parameter schema"));
        try {
            return AvroSchemas.parse(List.of(text));
        } catch (SchemaParseException e) {
            throw new IllegalArgumentException("schema=" + name + ": not an Avro schema: " + e.getMessage(), e);
        }
    }
}
