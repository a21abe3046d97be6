package io.howdah.describe;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.howdah.testing.Node;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Validates the document of {@link AsyncApiTest} with AsyncAPI's validator and schema, from npm. */
class AsyncApiValidatorIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonNode DOCUMENT = AsyncApiTest.DOCUMENT;

    @Test
    void documentIsValid(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("asyncapi.json");
        Files.writeString(file, DOCUMENT.toString());

        JsonNode findings = JSON.readTree(Node.run("validate.mjs", file.toString()));

        // The validator also reports that AsyncAPI has a newer version.
        assertThat(findings)
                .allSatisfy(found -> assertThat(found.path("code").asText()).isEqualTo("asyncapi-latest-version"));
    }

    @Test
    void validatorFindsAnError(@TempDir Path folder) throws Exception {
        ObjectNode wrong = DOCUMENT.deepCopy();
        ((ObjectNode) wrong.at("/operations/receive-things/channel")).put("$ref", "#/channels/nowhere");
        Path file = folder.resolve("asyncapi.json");
        Files.writeString(file, wrong.toString());

        assertThat(JSON.readTree(Node.run("validate.mjs", file.toString())))
                .anySatisfy(found -> assertThat(found.path("severity").asInt()).isZero());
    }

    @Test
    void documentMatchesTheSchemaOfAsyncApi() throws Exception {
        Path schema = Node.packages().resolve("node_modules/@asyncapi/specs/schemas/3.0.0-without-$id.json");
        var asyncApi = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7)
                .getSchema(JSON.readTree(Files.readString(schema)));

        assertThat(asyncApi.validate(DOCUMENT)).isEmpty();
        ObjectNode wrong = DOCUMENT.deepCopy();
        ((ObjectNode) wrong.at("/operations/receive-things")).put("action", "listen");
        assertThat(asyncApi.validate(wrong)).isNotEmpty();
    }
}
