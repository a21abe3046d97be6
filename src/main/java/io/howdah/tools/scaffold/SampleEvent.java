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
 * A sample event of a topic.
 *
 * @param name its file, for messages
 * @param text the record's value
 * @param isCloudEvent whether it is a CloudEvent in structured mode
 * @param data the input of the transform: the event, or the CloudEvent's data
 */
record SampleEvent(String name, String text, boolean isCloudEvent, JsonNode data) {

    /** Mapper of the runtime for events, which keeps numbers exact. */
    static final JsonMapper JSON = JsonMappers.EXACT;

    /**
     * Reads a file.
     *
     * @throws StartException if it cannot be read or is not an event
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
     * @throws StartException if it is not an event
     */
    static SampleEvent of(String name, String text) {
        JsonNode event;
        try {
            event = JSON.readTree(text);
        } catch (JsonProcessingException e) {
            JsonLocation location = e.getLocation();
            throw new StartException(
                    name + ":" + location.getLineNr() + ":" + location.getColumnNr() + ": is not one event in JSON ("
                            + StartFailure.firstLine(e) + "); correct it or give another file",
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
                    name + ":1:1: is a CloudEvent, but its data is not a JSON object with fields; give another event");
        }
        return new SampleEvent(name, text.strip() + "\n", cloudEvent, data);
    }
}
