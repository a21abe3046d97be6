package io.howdah.admin.deadletters;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** Converts dead letters to JSON. */
final class LetterJson {

    private LetterJson() {}

    /** Returns a letter without headers and value, and without key and message if retention has removed its record. */
    static Map<String, Object> brief(FoundLetter found, @Nullable LetterRecord record) {
        Letter letter = found.letter();
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("at", letter.id().position().toString());
        found.route().ifPresent(route -> json.put("model", route.model()));
        json.put("route", letter.id().route());
        json.put("status", found.status().word());
        json.put("attempts", letter.attempts());
        json.put("firstFailedAt", millis(letter.first()));
        json.put("lastFailedAt", millis(letter.last()));
        json.put("error", letter.error());
        if (record != null) {
            json.put("message", record.message());
            if (record.record().key() != null) {
                json.put("key", bytes(record.record().key()));
            }
            json.put("bytes", letter.bytes());
        }
        found.disposition().ifPresent(done -> json.put("disposition", disposition(done)));
        return json;
    }

    /** Returns a letter with headers, key and value. */
    static Map<String, Object> full(FoundLetter found, LetterRecord record) {
        Map<String, Object> json = brief(found, record);
        json.put("time", record.time().toString());
        json.put("deadLetter", record.location().toString());
        String cut = record.cut();
        if (cut != null) {
            json.put("valueCut", cut);
        }
        List<Map<String, Object>> headers = new ArrayList<>();
        for (Header header : record.record().headers()) {
            Map<String, Object> each = new LinkedHashMap<>();
            each.put("name", header.key());
            each.put("value", header.value() == null ? Map.of() : bytes(header.value()));
            headers.add(each);
        }
        json.put("headers", headers);
        if (record.record().value() != null) {
            json.put("value", bytes(record.record().value()));
        }
        return json;
    }

    private static String millis(Instant time) {
        return time.truncatedTo(ChronoUnit.MILLIS).toString();
    }

    private static Map<String, Object> disposition(Disposition done) {
        return Map.of(
                "status", done.status().word(),
                "at", done.at().toString(),
                "by", done.by(),
                "attempts", done.attempts(),
                "outcome", done.outcome());
    }

    /** Returns bytes as text, or in hexadecimal if they are not UTF-8 or contain control characters, which a terminal would execute. */
    private static Map<String, Object> bytes(byte[] bytes) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            if (text.chars().noneMatch(LetterJson::isControl)) {
                return Map.of("text", text);
            }
        } catch (CharacterCodingException e) {
            // Returned in hexadecimal below.
        }
        return Map.of("hex", HexFormat.of().formatHex(bytes));
    }

    private static boolean isControl(int character) {
        return Character.isISOControl(character) && character != '\n' && character != '\t' && character != '\r';
    }
}
