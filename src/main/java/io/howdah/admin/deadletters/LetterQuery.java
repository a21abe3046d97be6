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
 * Query for dead letters, which must match all filters that are not empty.
 *
 * @param topic topic of the failed record
 * @param model model of the ingest route
 * @param error part of the exception's class or message, in lower case; matches any case
 * @param key the record's key as text
 * @param since earliest time of the last failure, inclusive
 * @param until latest time of the last failure, exclusive
 * @param at position of the record
 * @param status status of the dead letter
 * @param limit maximum number of results, 0 for all
 * @param all whether the client requested all dead letters explicitly
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

    /** Digits that always fit into an int. */
    private static final int MAX_PARTITION_DIGITS = 9;

    /** Digits that always fit into a long. */
    private static final int MAX_OFFSET_DIGITS = 18;

    private static final Set<String> FIELDS = Set.of(
            "topic", "model", "error", "key", "since", "until", "at", "status", "limit", "all", "dryRun", "by",
            "force");

    /**
     * Reads the body of a request. The default status is open.
     *
     * @throws AdminException if a field is unknown or has an invalid value
     */
    static LetterQuery of(JsonNode body) {
        for (Iterator<String> names = body.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!FIELDS.contains(name)) {
                throw AdminException.badRequest(name + " is not a field of a query; use "
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
                text(body, "at").map(LetterQuery::position),
                status(text(body, "status").orElse(LetterStatus.OPEN.word())),
                limit(body.path("limit")),
                body.path("all").asBoolean(false));
    }

    /** Returns a query with the same filters for letters of any status. */
    LetterQuery ofAnyStatus() {
        return new LetterQuery(topic, model, error, key, since, until, at, Optional.empty(), limit, all);
    }

    /** Returns whether the query has a filter or explicitly requests all letters, so that no command changes all by mistake. */
    boolean isSelective() {
        return all || Stream.of(topic, model, error, key, since, until, at).anyMatch(Optional::isPresent);
    }

    /** Returns whether a letter matches the filters that need only its own record. */
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

    private static Position position(String text) {
        int end = text.lastIndexOf('@');
        int dash = text.lastIndexOf('-', end);
        String partition = text.substring(dash + 1, Math.max(dash + 1, end));
        String offset = text.substring(end + 1);
        if (dash < 1
                || !Ascii.isNumber(partition, MAX_PARTITION_DIGITS)
                || !Ascii.isNumber(offset, MAX_OFFSET_DIGITS)) {
            throw AdminException.badRequest("at=" + text + " must be a position such as rides.events-0@42");
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
