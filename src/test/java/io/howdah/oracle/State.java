package io.howdah.oracle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import java.util.Map;

/**
 * A document as a record made it.
 *
 * @param mark tells this state from all others; it is a field of the document
 * @param fields its fields as JSON shows them
 */
record State(long mark, Map<String, JsonNode> fields) {

    JsonNode get(String field) {
        return fields.getOrDefault(field, NullNode.getInstance());
    }
}
