package io.howdah.dev.services;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.howdah.text.JsonMappers;
import java.io.UncheckedIOException;

/** JSON mapper of the domain services. */
final class Json {

    static final ObjectMapper MAPPER = JsonMappers.PLAIN;

    private Json() {}

    static String write(Object event) {
        try {
            return MAPPER.writeValueAsString(event);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
