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
 * A schema registry, by the REST interface that Confluent's has and others share: {@code GET /schemas/ids/{id}}. A schema
 * is fetched once; a failure is never remembered.
 *
 * <p>An id that the registry itself says it does not know is the record's own fault: a producer registers a schema before
 * it writes with it, so what is asked for is an id that never was, or one of another registry, and to wait for it would
 * let one bad record stop its topic. Where the registry was behind, or the wrong one, the records are in the dead-letter
 * topic and can be replayed. Any other answer but the schema, such as a 404 of a wrong path, is the outside's.
 */
final class SchemaRegistry implements WriterSchemas {

    private static final int OK = 200;
    private static final int NOT_FOUND = 404;
    /** The registry's own error codes for what is not found: 40401 subject, 40402 version, 40403 schema. */
    private static final int OWN_NOT_FOUND = 404;

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
     * Makes the client; it asks nothing yet.
     *
     * @param url where the registry's paths begin
     * @param authorization the value of the header {@code Authorization}
     * @param timeout how long it may take to connect, and to answer in full
     * @param json reads the answers
     */
    SchemaRegistry(URI url, Optional<String> authorization, Duration timeout, ObjectMapper json) {
        this.url = url;
        this.authorization = authorization;
        this.timeout = timeout;
        this.json = json;
        // Redirects are not followed: the credentials would go where they point.
        this.client = HttpClient.newBuilder()
                .connectTimeout(timeout)
                .version(HttpClient.Version.HTTP_1_1)
                .build();
    }

    /**
     * Return the schema with this id.
     *
     * @throws UnreadableValueException if the registry has no such schema, or one that is not Avro
     * @throws RegistryUnavailableException if it does not answer as a registry does
     */
    @Override
    public Schema schema(int id) throws IOException {
        Schema known = schemas.getIfPresent(id);
        if (known != null) {
            return known;
        }
        // Two threads may fetch the same one; that is cheaper than to let one wait for the other's time-out.
        Schema fetched = fetch(id);
        schemas.put(id, fetched);
        return fetched;
    }

    private Schema fetch(int id) throws IOException {
        String name = "schema " + id;
        if (id < 0) {
            // A registry would answer as it does to a wrong path, and the record would be tried for ever.
            throw new UnreadableValueException("no schema registry has a " + name);
        }
        JsonNode answer = get("/schemas/ids/" + id, name);
        String type = answer.path("schemaType").asText("AVRO");
        if (!type.equals("AVRO")) {
            throw new UnreadableValueException(name + " of the registry is of type " + type + " and not AVRO");
        }
        List<String> texts = new ArrayList<>();
        addReferences(answer, texts, new LinkedHashSet<>());
        texts.add(answer.path("schema").asText());
        try {
            return AvroSchemas.parse(texts);
        } catch (SchemaParseException e) {
            throw new UnreadableValueException(name + " of the registry is no Avro schema: " + e.getMessage());
        }
    }

    /** Adds the schemas that one refers to, each after those that it refers to itself. */
    private void addReferences(JsonNode schema, List<String> texts, Set<String> seen) throws IOException {
        for (JsonNode reference : schema.path("references")) {
            String subject = reference.path("subject").asText();
            String version = reference.path("version").asText();
            if (seen.size() >= MAX_REFERENCES) {
                throw new UnreadableValueException("the schema refers to more than " + MAX_REFERENCES + " others");
            }
            if (seen.add(subject + " " + version)) {
                String path = "/subjects/" + encode(subject) + "/versions/" + encode(version);
                JsonNode referred = get(path, "version " + version + " of the subject " + subject);
                addReferences(referred, texts, seen);
                texts.add(referred.path("schema").asText());
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
        if (response.statusCode() == NOT_FOUND && answer.path("error_code").asInt() / 100 == OWN_NOT_FOUND) {
            throw new UnreadableValueException("the schema registry has no " + name);
        }
        throw unavailable(
                "answers " + response.statusCode() + (response.statusCode() == OK ? " without a schema" : ""));
    }

    private JsonNode parse(byte[] body) {
        try {
            return json.readTree(body);
        } catch (IOException e) {
            // The page of some proxy; the status tells.
            return json.missingNode();
        }
    }

    /** The request's own time-out ends with the answer's headers; this one is for the answer as a whole. */
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
            throw unavailable("gives no answer within " + timeout.toMillis() + " ms");
        } catch (ExecutionException e) {
            throw unavailable("cannot be reached: " + e.getCause());
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw unavailable("was not waited for: the process stops");
        }
    }

    private RegistryUnavailableException unavailable(String what) {
        return new RegistryUnavailableException("howdah.schema-registry.url (" + url + ") " + what);
    }
}
