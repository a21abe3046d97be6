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
 * What a token says, as its issuer wrote it.
 *
 * @param json an object of claims
 */
record Claims(JsonNode json) {

    /** The last second of the year 9999: later ones mean never, and would not be a time elsewhere. */
    private static final long LAST_SECOND = 253_402_300_799L;

    private static final String SEPARATORS = ", \t\n\013\f\r";

    /** Return a claim's values: those of a list, or the one; objects have none. The whole name is a claim's, or a path. */
    List<String> values(String path) {
        return scalars(find(json, path));
    }

    /** Returns whether there is a claim of this name, whatever its value. */
    boolean has(String name) {
        return json.has(name);
    }

    /** Return the claim as one text. */
    Optional<String> text(String path) {
        JsonNode found = find(json, path);
        return found.isTextual() ? Optional.of(found.textValue()) : Optional.empty();
    }

    /** Return a claim's words: the values of a list, or the parts of a text between spaces and commas. */
    List<String> words(String path) {
        JsonNode found = find(json, path);
        if (!found.isTextual()) {
            return scalars(found);
        }
        return Collections.list(new StringTokenizer(found.textValue(), SEPARATORS)).stream()
                .map(String::valueOf)
                .toList();
    }

    /** Return a claim that is a time: seconds since 1970. */
    Optional<Instant> time(String name) throws AuthenticationException {
        JsonNode found = json.path(name);
        if (found.isMissingNode() || found.isNull()) {
            return Optional.empty();
        }
        double seconds = found.asDouble();
        if (!found.isNumber() || seconds < 0) {
            throw new AuthenticationException(Reason.MALFORMED, "The token's claim " + name + " is no time.");
        }
        return Optional.of(Instant.ofEpochSecond((long) Math.min(seconds, LAST_SECOND)));
    }

    /** Return all claims with their values; those inside of objects by their paths. */
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
        // Last, so that a path never stands in for a claim of that very name.
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

    /** Longest names first, since names such as that of a client may have dots, and some are URLs. */
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
