package io.howdah.security.oidc;

import com.fasterxml.jackson.databind.JsonNode;
import io.howdah.security.AuthenticationException;
import io.howdah.security.AuthenticationException.Reason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringTokenizer;

/**
 * The claims of a token.
 *
 * @param json the JSON object of the claims
 */
record Claims(JsonNode json) {

    /** The last second of the year 9999. Later times mean never, and some libraries cannot represent them. */
    private static final long LAST_SECOND = 253_402_300_799L;

    private static final String SEPARATORS = ", \t\n\013\f\r";

    /** Returns the values of a claim: those of a list, or the single one; an object has none. A path is a name or names joined by dots. */
    List<String> values(String path) {
        return scalars(find(json, path));
    }

    /** Returns whether there is a claim of this name, whatever its value. */
    boolean has(String name) {
        return json.has(name);
    }

    /** Returns a claim that is a text, if present. */
    Optional<String> text(String path) {
        JsonNode found = find(json, path);
        return found.isTextual() ? Optional.of(found.textValue()) : Optional.empty();
    }

    /** Returns the words of a claim: the values of a list, or the parts of a text separated by spaces or commas. */
    List<String> words(String path) {
        JsonNode found = find(json, path);
        if (!found.isTextual()) {
            return scalars(found);
        }
        return Collections.list(new StringTokenizer(found.textValue(), SEPARATORS)).stream()
                .map(String::valueOf)
                .toList();
    }

    /** Returns a claim that is a time in seconds since 1970, if present. */
    Optional<Instant> time(String name) throws AuthenticationException {
        JsonNode found = json.path(name);
        if (found.isMissingNode() || found.isNull()) {
            return Optional.empty();
        }
        double seconds = found.asDouble();
        if (!found.isNumber() || seconds < 0) {
            throw new AuthenticationException(Reason.MALFORMED, "The token's claim " + name + " is not a time.");
        }
        return Optional.of(Instant.ofEpochSecond((long) Math.min(seconds, LAST_SECOND)));
    }

    /** Returns all claims with their values; those inside objects by their paths. */
    Map<String, List<String>> all() {
        Map<String, List<String>> all = new LinkedHashMap<>();
        List<Map.Entry<String, JsonNode>> objects = new ArrayList<>();
        json.properties().forEach(claim -> {
            if (claim.getValue().isObject()) {
                objects.add(claim);
            } else if (!claim.getValue().isNull()) {
                all.put(claim.getKey(), scalars(claim.getValue()));
            }
        });
        // Last, so that a path never replaces a claim of the same name.
        objects.forEach(object -> flatten(object.getKey(), object.getValue(), all));
        return all;
    }

    private static void flatten(String path, JsonNode value, Map<String, List<String>> into) {
        if (value.isObject()) {
            value.properties().forEach(entry -> flatten(path + "." + entry.getKey(), entry.getValue(), into));
        } else if (!value.isNull()) {
            into.putIfAbsent(path, scalars(value));
        }
    }

    /** Finds a claim by its path. Tries long names first, because names may contain dots, and some are URLs. */
    private static JsonNode find(JsonNode object, String path) {
        JsonNode whole = object.path(path);
        if (!whole.isMissingNode()) {
            return whole;
        }
        for (int dot = path.lastIndexOf('.'); dot > 0; dot = path.lastIndexOf('.', dot - 1)) {
            JsonNode found = find(object.path(path.substring(0, dot)), path.substring(dot + 1));
            if (!found.isMissingNode()) {
                return found;
            }
        }
        return whole;
    }

    private static List<String> scalars(JsonNode value) {
        if (value.isArray()) {
            List<String> list = new ArrayList<>();
            value.forEach(item -> list.addAll(item.isValueNode() ? scalars(item) : List.of()));
            return List.copyOf(list);
        }
        return value.isValueNode() && !value.isNull() ? List.of(value.asText()) : List.of();
    }
}
