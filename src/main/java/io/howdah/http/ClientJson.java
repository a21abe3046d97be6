package io.howdah.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.howdah.text.JsonMappers;
import io.howdah.text.Split;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.util.Map;

/** JSON that clients send, read as what they wrote: no digit of a number is lost, and what may be read in two ways is refused. */
public final class ClientJson {

    private static final TypeReference<Map<String, Object>> MAP = new TypeReference<>() {};

    private static final ObjectMapper JSON = JsonMappers.CLIENT;

    private ClientJson() {}

    /** Returns whether a request says that its body is JSON. */
    public static boolean isDeclared(HttpServerRequest request) {
        String type = String.valueOf(request.getHeader(HttpHeaders.CONTENT_TYPE));
        return Split.before(';', type).strip().equalsIgnoreCase("application/json");
    }

    /**
     * Read a body.
     *
     * @throws IllegalArgumentException if it is no JSON; the message is for the client, and quotes nothing of it
     */
    public static JsonNode read(byte[] body) {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("The body is not JSON.", e);
        } catch (IOException e) {
            throw new IllegalArgumentException("The body is not UTF-8.", e);
        }
    }

    /**
     * Read a parameter of a URL.
     *
     * @throws IllegalArgumentException if it is no JSON; the message is for the client, and quotes nothing of it
     */
    public static JsonNode read(String name, String value) {
        try {
            return JSON.readTree(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("The parameter " + name + " is not JSON.", e);
        }
    }

    /** Return an object's members; in them, too, objects are maps. */
    public static Map<String, Object> map(JsonNode object) {
        return JSON.convertValue(object, MAP);
    }
}
