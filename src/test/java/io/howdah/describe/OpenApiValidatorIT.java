package io.howdah.describe;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.howdah.testing.Node;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Validates the document of {@link OpenApiTest} with a standard validator from npm. */
class OpenApiValidatorIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonNode DOCUMENT = OpenApiTest.DOCUMENT;

    @Test
    void documentIsValid(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("openapi.json");
        Files.writeString(file, DOCUMENT.toString());
        assertThat(JSON.readTree(Node.run("validate-openapi.mjs", file.toString())))
                .isEmpty();

        // And the validator finds an error
        ObjectNode wrong = DOCUMENT.deepCopy();
        ((ObjectNode) wrong.at("/paths/~1api~1things/get")).remove("responses");
        ((ObjectNode) wrong.at("/paths/~1api~1things/get")).put("parameters", "none");
        Files.writeString(file, wrong.toString());
        assertThat(JSON.readTree(Node.run("validate-openapi.mjs", file.toString())))
                .isNotEmpty();
    }
}
