package io.howdah.testing;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** YAML as trees; a key that is there twice is an error. */
public final class YamlFiles {

    private static final ObjectReader YAML = YAMLMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build()
            .readerFor(JsonNode.class);

    private YamlFiles() {}

    /** Return the only document of a file of the project. */
    public static JsonNode read(String file) {
        return documents(Docs.text(file)).get(0);
    }

    /** Return the documents of a text, without empty ones. */
    public static List<JsonNode> documents(String text) {
        try (MappingIterator<JsonNode> documents = YAML.readValues(text)) {
            return documents.readAll().stream()
                    .filter(JsonNode::isContainerNode)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
