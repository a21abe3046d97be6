package io.howdah.oracle;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.Map;

/**
 * One step of a history: a record of a topic, or a write to an external collection.
 *
 * @param isPart whether it is about the part {@code extra}
 * @param key the document's key as events show it
 * @param documentKey its key fields
 * @param value the record's value, or null
 * @param headers the record's headers
 * @param version the version that it tells, or null
 * @param state what it makes of the document, or null for a deletion
 * @param isBad whether it belongs to the dead letters
 */
record Write(
        Model model,
        boolean isPart,
        String key,
        Map<String, JsonNode> documentKey,
        String value,
        Map<String, String> headers,
        BigDecimal version,
        State state,
        boolean isBad) {

    boolean isDeletion() {
        return state == null;
    }
}
