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

/** Parses JSON from clients strictly: numbers keep all digits, and ambiguous documents are refused. */
public final class ClientJson {

    private static final TypeReference<Map<String, Object>> MAP = new TypeReference<>() {};

    private static final ObjectMapper JSON = JsonMappers.CLIENT;

    private ClientJson() {}

    /** Returns whether a request declares a JSON body. */
    public static boolean isDeclared(HttpServerRequest request) {
        String type = String.valueOf(request.getHeader(HttpHeaders.CONTENT_TYPE));
        return Split.before(';', type).strip().equalsIgnoreCase("application/json");
    }

    /**
     * Parses a body.
     *
     * @throws IllegalArgumentException if it is not valid JSON; the message is safe for the client and quotes nothing of
     *     the body
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
     * Parses a URL parameter.
     *
     * @throws IllegalArgumentException if it is not valid JSON; the message is safe for the client and quotes nothing of
     *     the value
     */
    public static JsonNode read(String name, String value) {
        try {
            return JSON.readTree(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("The parameter " + name + " is not JSON.", e);
        }
    }

    /** Returns an object's members as a map, with nested objects as maps. */
    public static Map<String, Object> map(JsonNode object) {
        return JSON.convertValue(object, MAP);
    }
}
