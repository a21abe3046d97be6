package io.howdah.ingest.format;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.avro.Schema;
import org.apache.avro.SchemaParseException;

/**
 * Client of a schema registry with Confluent's REST API: {@code GET /schemas/ids/{id}}. It caches schemas, but no
 * failures. Thread-safe.
 *
 * <p>If the registry itself says that it does not know an ID, that is a record error. A producer registers a schema
 * before it writes with it, so the ID never existed or belongs to another registry, and waiting for it would let one
 * bad record stop its topic. If the registry was behind, or was the wrong one, the records are in the dead-letter topic
 * and can be replayed. Every other response without a schema, such as a 404 for a wrong path, is an infrastructure
 * error.
 */
final class SchemaRegistry implements WriterSchemas {

    private static final int OK = 200;
    private static final int NOT_FOUND = 404;
    /** The first three digits of the registry's own "not found" codes: 40401 subject, 40402 version, 40403 schema. */
    private static final int NOT_FOUND_CODES = 404;

    private static final int MAX_SCHEMAS = 1000;
    private static final int MAX_REFERENCES = 100;

    private final Cache<Integer, Schema> schemas =
            Caffeine.newBuilder().maximumSize(MAX_SCHEMAS).build();
    private final URI url;
    private final Optional<String> authorization;
    private final Duration timeout;
    private final ObjectMapper json;
    private final HttpClient client;

    /**
     * Creates the client. It sends no request yet.
     *
     * @param url the base URL of the registry's API
     * @param authorization the value of the header {@code Authorization}
     * @param timeout how long a connection may take to open, and a response to arrive completely
     * @param json parses the responses
     */
    SchemaRegistry(URI url, Optional<String> authorization, Duration timeout, ObjectMapper json) {
        this.url = url;
        this.authorization = authorization;
        this.timeout = timeout;
        this.json = json;
        // Follows no redirects: they would receive the credentials.
        this.client = HttpClient.newBuilder()
                .connectTimeout(timeout)
                .version(HttpClient.Version.HTTP_1_1)
                .build();
    }

    /**
     * Returns the schema with this ID.
     *
     * @throws UnreadableValueException if the registry has no such schema, or if it is not an Avro schema
     * @throws RegistryUnavailableException if the response is not that of a registry, or if there is none
     */
    @Override
    public Schema schema(int id) throws IOException {
        Schema known = schemas.getIfPresent(id);
        if (known != null) {
            return known;
        }
        // Two threads may fetch the same schema. That is cheaper than one waiting for the other's timeout.
        Schema fetched = fetch(id);
        schemas.put(id, fetched);
        return fetched;
    }

    private Schema fetch(int id) throws IOException {
        String name = "schema " + id;
        if (id < 0) {
            // A registry responds to a negative ID as to a wrong path, and the record would be retried forever.
            throw new UnreadableValueException(name + " does not exist: IDs of a schema registry are not negative");
        }
        JsonNode answer = get("/schemas/ids/" + id, name);
        String type = answer.path("schemaType").asText("AVRO");
        if (!type.equals("AVRO")) {
            throw new UnreadableValueException(name + " of the registry has the type " + type + "; it must be AVRO");
        }
        List<String> texts = new ArrayList<>();
        addReferences(answer, texts, new LinkedHashSet<>());
        texts.add(answer.path("schema").asText());
        try {
            return AvroSchemas.parse(texts);
        } catch (SchemaParseException e) {
            throw new UnreadableValueException(name + " of the registry is not an Avro schema: " + e.getMessage());
        }
    }

    /** Adds the schemas that one references, each after its own references. */
    private void addReferences(JsonNode schema, List<String> texts, Set<String> seen) throws IOException {
        for (JsonNode reference : schema.path("references")) {
            String subject = reference.path("subject").asText();
            String version = reference.path("version").asText();
            if (seen.size() >= MAX_REFERENCES) {
                throw new UnreadableValueException(
                        "the schema references more than " + MAX_REFERENCES + " other schemas");
            }
            if (seen.add(subject + " " + version)) {
                String path = "/subjects/" + encode(subject) + "/versions/" + encode(version);
                JsonNode referenced = get(path, "version " + version + " of the subject " + subject);
                addReferences(referenced, texts, seen);
                texts.add(referenced.path("schema").asText());
            }
        }
    }

    private static String encode(String segment) {
        return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private JsonNode get(String path, String name) throws IOException {
        HttpResponse<byte[]> response = send(path);
        JsonNode answer = parse(response.body());
        if (response.statusCode() == OK && answer.path("schema").isTextual()) {
            return answer;
        }
        if (response.statusCode() == NOT_FOUND && answer.path("error_code").asInt() / 100 == NOT_FOUND_CODES) {
            throw new UnreadableValueException("the schema registry has no " + name);
        }
        throw unavailable("responded with status " + response.statusCode()
                + (response.statusCode() == OK ? " and no schema" : ""));
    }

    private JsonNode parse(byte[] body) {
        try {
            return json.readTree(body);
        } catch (IOException e) {
            // A proxy's error page, for example. The status code decides.
            return json.missingNode();
        }
    }

    /**
     * Sends a request. The timeout covers the complete response: the request's own timeout ends with the response
     * headers.
     */
    private HttpResponse<byte[]> send(String path) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + path))
                .header("Accept", "application/vnd.schemaregistry.v1+json, application/json");
        authorization.ifPresent(value -> request.header("Authorization", value));
        CompletableFuture<HttpResponse<byte[]>> answer =
                client.sendAsync(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        try {
            return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw unavailable("did not respond within " + timeout.toMillis() + " ms");
        } catch (ExecutionException e) {
            throw unavailable("is unreachable: " + e.getCause());
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw unavailable("was not awaited: the process is stopping");
        }
    }

    private RegistryUnavailableException unavailable(String what) {
        return new RegistryUnavailableException("howdah.schema-registry.url (" + url + ") " + what);
    }
}
