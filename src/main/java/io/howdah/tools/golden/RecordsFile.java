package io.howdah.tools.golden;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code <name>.records.json}: an ordered list of records. A record has exactly one of {@code value} (JSON; null is a deletion),
 * {@code text}, {@code base64} and {@code file}. The fields {@code key}, {@code headers}, {@code timestamp}, {@code offset} and {@code
 * route} (for a record on another route's topic) are optional.
 */
final class RecordsFile {

    private static final Set<String> VALUES = new TreeSet<>(Set.of("value", "text", "base64", "file"));
    private static final Set<String> OTHERS = new TreeSet<>(Set.of("key", "headers", "timestamp", "offset", "route"));

    private final LocatedJson json;
    private final Function<String, Optional<GoldenFile>> files;

    /** Creates a reader of a file's JSON; {@code files} finds files in the same folder. */
    RecordsFile(LocatedJson json, Function<String, Optional<GoldenFile>> files) {
        this.json = json;
        this.files = files;
    }

    /**
     * Returns the records.
     *
     * @throws GoldenException with file and line, if a record is invalid
     */
    List<GoldenRecord> records() {
        if (!json.root().isArray() || json.root().isEmpty()) {
            throw problem("", "must be a list of at least one record; write [{\"key\": ..., \"value\": ...}]");
        }
        List<GoldenRecord> records = new ArrayList<>();
        for (JsonNode record : json.root()) {
            records.add(record(PathText.element("", records.size()), record));
        }
        return records;
    }

    private GoldenRecord record(String path, JsonNode record) {
        if (!record.isObject()) {
            throw problem(path, "is not a record; write {\"key\": ..., \"value\": ...}");
        }
        record.fieldNames().forEachRemaining(name -> {
            if (!VALUES.contains(name) && !OTHERS.contains(name)) {
                throw problem(
                        PathText.field(path, name),
                        "unknown field " + name + "; a record can have " + String.join(", ", OTHERS) + ", and one of "
                                + String.join(", ", VALUES));
            }
        });
        return new GoldenRecord(
                text(path, record, "route"),
                text(path, record, "key"),
                headers(path, record.path("headers")),
                value(path, record),
                time(path, record),
                offset(path, record));
    }

    private byte @Nullable [] value(String path, JsonNode record) {
        List<String> given = VALUES.stream().filter(record::has).toList();
        if (given.size() != 1) {
            throw problem(
                    path,
                    "must have exactly one of " + String.join(", ", VALUES) + ", but has " + given.size()
                            + "; a deletion has \"value\": null");
        }
        return switch (given.get(0)) {
            case "text" -> bytes(text(path, record, "text"));
            case "base64" -> decoded(path, record);
            case "file" -> file(path, text(path, record, "file"));
            default -> record.get("value").isNull() ? null : bytes(Json.text(record.get("value")));
        };
    }

    private static byte @Nullable [] bytes(@Nullable String text) {
        return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
    }

    private byte @Nullable [] decoded(String path, JsonNode record) {
        String text = text(path, record, "base64");
        try {
            return text == null ? null : Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw problem(PathText.field(path, "base64"), "is not Base64; correct it");
        }
    }

    private byte @Nullable [] file(String path, @Nullable String name) {
        return name == null
                ? null
                : files.apply(name)
                        .map(GoldenFile::bytes)
                        .orElseThrow(() -> problem(
                                PathText.field(path, "file"),
                                "there is no file " + name + " in this folder; correct the name"));
    }

    private Map<String, String> headers(String path, JsonNode headers) {
        Map<String, String> texts = new LinkedHashMap<>();
        headers.properties().forEach(header -> {
            if (!header.getValue().isTextual()) {
                throw problem(
                        PathText.field(PathText.field(path, "headers"), header.getKey()),
                        "must be a string; put it in quotes");
            }
            texts.put(header.getKey(), header.getValue().asText());
        });
        return texts;
    }

    private @Nullable Instant time(String path, JsonNode record) {
        String text = text(path, record, "timestamp");
        try {
            return text == null ? null : Instant.parse(text);
        } catch (DateTimeException e) {
            throw problem(
                    PathText.field(path, "timestamp"), text + " is not a timestamp; write it as 2026-01-01T00:00:00Z");
        }
    }

    private @Nullable Long offset(String path, JsonNode record) {
        JsonNode offset = record.path("offset");
        if (offset.isMissingNode()) {
            return null;
        }
        if (!offset.canConvertToLong() || !offset.isIntegralNumber() || offset.asLong() < 0) {
            throw problem(PathText.field(path, "offset"), "must be a whole number, 0 or greater");
        }
        return offset.asLong();
    }

    private @Nullable String text(String path, JsonNode record, String name) {
        JsonNode value = record.path(name);
        if (!value.isTextual() && !value.isMissingNode() && !value.isNull()) {
            throw problem(PathText.field(path, name), "must be a string; put it in quotes");
        }
        return value.isTextual() ? value.asText() : null;
    }

    private GoldenException problem(String path, String text) {
        return new GoldenException(json.location(path) + ": " + (path.isEmpty() ? "" : path + ": ") + text);
    }
}
