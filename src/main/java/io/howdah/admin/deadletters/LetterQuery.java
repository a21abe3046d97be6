package io.howdah.admin.deadletters;

import com.fasterxml.jackson.databind.JsonNode;
import io.howdah.admin.AdminException;
import io.howdah.ingest.SourceRecord.Position;
import io.howdah.text.Ascii;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Iterator;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Which dead letters are meant; what is empty leaves nothing out.
 *
 * @param topic the topic of the record that failed
 * @param model the model that its route feeds
 * @param error part of the failure's class or message, in small or capital letters
 * @param key the record's key as text
 * @param since failed last at this time or later
 * @param until failed last before this time
 * @param at the record's place
 * @param status what became of it
 * @param limit how many at most, 0 for all
 * @param all whether it was said that no filter is meant
 */
record LetterQuery(
        Optional<String> topic,
        Optional<String> model,
        Optional<String> error,
        Optional<String> key,
        Optional<Instant> since,
        Optional<Instant> until,
        Optional<Position> at,
        Optional<LetterStatus> status,
        int limit,
        boolean all) {

    /** Digits that fit into an int, and into a long. */
    private static final int MAX_PARTITION = 9;

    private static final int MAX_OFFSET = 18;

    private static final Set<String> FIELDS = Set.of(
            "topic", "model", "error", "key", "since", "until", "at", "status", "limit", "all", "dryRun", "by",
            "force");

    /**
     * Reads a request's body; without a status it means open ones.
     *
     * @throws AdminException if a field is unknown or its value breaks its rule
     */
    static LetterQuery of(JsonNode body) {
        for (Iterator<String> names = body.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!FIELDS.contains(name)) {
                throw AdminException.badRequest(name + " is no field; there are "
                        + FIELDS.stream().sorted().toList());
            }
        }
        return new LetterQuery(
                text(body, "topic"),
                text(body, "model"),
                text(body, "error").map(error -> error.toLowerCase(Locale.ROOT)),
                text(body, "key"),
                text(body, "since").map(value -> time("since", value)),
                text(body, "until").map(value -> time("until", value)),
                text(body, "at").map(LetterQuery::place),
                status(text(body, "status").orElse(LetterStatus.OPEN.word())),
                limit(body.path("limit")),
                body.path("all").asBoolean(false));
    }

    /** The same, whatever became of them. */
    LetterQuery ofAnyStatus() {
        return new LetterQuery(topic, model, error, key, since, until, at, Optional.empty(), limit, all);
    }

    /** Whether it names any letters, or says that all are meant: nothing is done with all of them by mistake. */
    boolean isMeant() {
        return all || Stream.of(topic, model, error, key, since, until, at).anyMatch(Optional::isPresent);
    }

    /** Whether a letter passes all that its own record tells. */
    boolean matches(LetterRecord letter) {
        return topic.map(letter.id().position().topic()::equals).orElse(true)
                && at.map(letter.id().position()::equals).orElse(true)
                && key.map(text -> text.equals(letter.keyText())).orElse(true)
                && since.map(time -> !letter.failedAt().isBefore(time)).orElse(true)
                && until.map(time -> letter.failedAt().isBefore(time)).orElse(true)
                && error.map(part -> (letter.error() + "\n" + letter.message())
                                .toLowerCase(Locale.ROOT)
                                .contains(part))
                        .orElse(true);
    }

    private static Optional<String> text(JsonNode body, String name) {
        JsonNode value = body.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return Optional.empty();
        }
        if (!value.isTextual()) {
            throw AdminException.badRequest(name + " must be a text");
        }
        return Optional.of(value.asText());
    }

    private static Instant time(String name, String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            throw AdminException.badRequest(name + "=" + text + " must be a time such as 2026-01-31T08:00:00Z");
        }
    }

    private static Position place(String text) {
        int end = text.lastIndexOf('@');
        int dash = text.lastIndexOf('-', end);
        String partition = text.substring(dash + 1, Math.max(dash + 1, end));
        String offset = text.substring(end + 1);
        if (dash < 1 || !Ascii.isNumber(partition, MAX_PARTITION) || !Ascii.isNumber(offset, MAX_OFFSET)) {
            throw AdminException.badRequest("at=" + text + " must be a place such as rides.events-0@42");
        }
        return new Position(text.substring(0, dash), Integer.parseInt(partition), Long.parseLong(offset));
    }

    private static Optional<LetterStatus> status(String word) {
        if (word.equals("all")) {
            return Optional.empty();
        }
        return Optional.of(Stream.of(LetterStatus.values())
                .filter(status -> status.word().equals(word))
                .findFirst()
                .orElseThrow(() ->
                        AdminException.badRequest("status=" + word + " must be open, replayed, discarded or all")));
    }

    private static int limit(JsonNode value) {
        if (value.isMissingNode() || value.isNull()) {
            return 0;
        }
        if (!value.canConvertToInt() || value.asInt() < 0) {
            throw AdminException.badRequest("limit=" + value.asText() + " must be a whole number, 0 for all");
        }
        return value.asInt();
    }
}
