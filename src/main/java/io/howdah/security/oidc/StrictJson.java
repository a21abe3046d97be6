package io.howdah.security.oidc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.howdah.text.JsonMappers;
import java.io.IOException;

/** Reads JSON that says one thing to every reader: no name twice, nothing behind it. */
final class StrictJson {

    private static final ObjectMapper MAPPER = JsonMappers.STRICT;

    private StrictJson() {}

    /**
     * Return the object that the bytes are.
     *
     * @throws IOException if they are none
     */
    static JsonNode object(byte[] bytes) throws IOException {
        JsonNode read = MAPPER.readTree(bytes);
        if (read == null || !read.isObject()) {
            throw new IOException("it is no JSON object");
        }
        return read;
    }
}
