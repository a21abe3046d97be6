package io.howdah.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.howdah.text.JsonMappers;
import java.util.List;
import org.apache.camel.Converter;
import org.apache.camel.TypeConverters;

/** Converts a list to JSON, so that a jq step can read it as it reads a map. Camel 4.17.0 has no converter for lists. */
public final class ListConversion implements TypeConverters {

    private final ObjectMapper json = JsonMappers.PLAIN;

    /** Creates the converter; Camel finds it in the registry. */
    public ListConversion() {}

    /** Returns the list as JSON. */
    @Converter
    public JsonNode toJson(List<?> values) {
        return json.valueToTree(values);
    }
}
