package io.howdah.cli.server.tail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.howdah.text.JsonMappers;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A record or an event as one line of output.
 *
 * @param what the record's position, or the event's type without its prefix
 * @param key key of the document, or null for none
 * @param version version of the document, or null if it is not known
 * @param time when the change happened, or null if it is not known
 * @param seen when the record or event arrived
 * @param value the value, or null for a deletion or a problem
 * @param problem why the value cannot be decoded, in one line, or null if it can
 */
public record TailLine(
        String what,
        @Nullable String key,
        @Nullable String version,
        @Nullable Instant time,
        Instant seen,
        @Nullable JsonNode value,
        @Nullable String problem) {

    private static final ObjectMapper JSON = JsonMappers.PLAIN;
    private static final long MINUTE_MS = 60_000;
    private static final long SECOND_MS = 1_000;

    /** Returns the line as text, which may contain control characters. */
    public String line() {
        StringBuilder line = new StringBuilder(what);
        add(line, "key", key);
        add(line, "version", version);
        if (time != null) {
            add(line, "age", age(Duration.between(time, seen)));
        }
        if (problem != null) {
            line.append("  unreadable: ").append(problem);
        } else if (value != null) {
            line.append("  ").append(value);
        }
        return line.toString();
    }

    private static void add(StringBuilder line, String name, @Nullable String value) {
        if (value != null) {
            line.append("  ").append(name).append(' ').append(value);
        }
    }

    /** Formats an age, which is negative if the sender's clock is ahead. */
    static String age(Duration age) {
        long ms = age.toMillis();
        if (Math.abs(ms) < SECOND_MS) {
            return ms + "ms";
        }
        if (Math.abs(ms) < MINUTE_MS) {
            return ms / SECOND_MS + "." + Math.abs(ms) % SECOND_MS / 100 + "s";
        }
        return age.toDays() != 0
                ? age.toDays() + "d" + Math.abs(age.toHoursPart()) + "h"
                : age.toHours() != 0
                        ? age.toHours() + "h" + Math.abs(age.toMinutesPart()) + "m"
                        : age.toMinutes() + "m" + Math.abs(age.toSecondsPart()) + "s";
    }

    /** Returns the line as a JSON object. */
    public ObjectNode json() {
        ObjectNode object =
                JSON.createObjectNode().put("what", what).put("key", key).put("version", version);
        if (time != null) {
            object.put("time", time.toString())
                    .put("ageMs", Duration.between(time, seen).toMillis());
        }
        if (problem != null) {
            return object.put("problem", problem);
        }
        object.set("value", value);
        return object;
    }
}
