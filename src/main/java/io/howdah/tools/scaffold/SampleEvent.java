package io.howdah.tools.scaffold;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.howdah.runtime.source.StartException;
import io.howdah.runtime.source.StartFailure;
import io.howdah.text.JsonMappers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * One event as it is on its topic.
 *
 * @param name what people call it: its file
 * @param text the record's value
 * @param isCloudEvent whether it is a CloudEvent in the structured mode
 * @param data what the transform gets: the event, or the CloudEvent's data
 */
record SampleEvent(String name, String text, boolean isCloudEvent, JsonNode data) {

    /** As the runtime reads events: with each number as it is. */
    static final JsonMapper JSON = JsonMappers.EXACT;

    /**
     * Reads a file.
     *
     * @throws StartException if it cannot be read or is no event
     */
    static SampleEvent read(Path file) {
        try {
            return of(file.toString(), Files.readString(file));
        } catch (IOException e) {
            throw new StartException(file + " cannot be read (" + e + "); give a file of one event in JSON", e);
        }
    }

    /**
     * Reads a text.
     *
     * @throws StartException if it is no event
     */
    static SampleEvent of(String name, String text) {
        JsonNode event;
        try {
            event = JSON.readTree(text);
        } catch (JsonProcessingException e) {
            JsonLocation place = e.getLocation();
            throw new StartException(
                    name + ":" + place.getLineNr() + ":" + place.getColumnNr() + ": is not one event in JSON ("
                            + StartFailure.firstLine(e) + "); correct it, or give another file",
                    e);
        }
        if (!event.isObject() || event.isEmpty()) {
            throw new StartException(name + ":1:1: must be one event, a JSON object with fields; "
                    + (event.isArray() ? "take one out of the list" : "give another file"));
        }
        boolean cloudEvent =
                event.path("specversion").isTextual() && event.path("type").isTextual() && event.has("source");
        JsonNode data = cloudEvent ? event.path("data") : event;
        if (!data.isObject() || data.isEmpty()) {
            throw new StartException(
                    name + ":1:1: is a CloudEvent whose data is no JSON object with fields; give another one");
        }
        return new SampleEvent(name, text.strip() + "\n", cloudEvent, data);
    }
}
