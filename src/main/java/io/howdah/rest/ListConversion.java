package io.howdah.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.howdah.text.JsonMappers;
import java.util.List;
import org.apache.camel.Converter;
import org.apache.camel.TypeConverters;

/** Lets a jq step read a list, as it reads a map: Camel's own converters (4.17.0) know none for lists. */
public final class ListConversion implements TypeConverters {

    private final ObjectMapper json = JsonMappers.PLAIN;

    /** For the registry, where Camel finds it. */
    public ListConversion() {}

    /** Return the list as JSON. */
    @Converter
    public JsonNode toJson(List<?> values) {
        return json.valueToTree(values);
    }
}
