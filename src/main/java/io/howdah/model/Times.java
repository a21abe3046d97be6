package io.howdah.model;

import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.Locale;

/** Converts times and dates. {@link Date} is the driver's type for both, and is used only here. */
@SuppressWarnings("JavaUtilDate")
final class Times {

    private static final DateTimeFormatter RFC_3339 = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private static final long MIN_MILLIS = Instant.parse("0000-01-01T00:00:00Z").toEpochMilli();
    private static final long MAX_MILLIS =
            Instant.parse("9999-12-31T23:59:59.999Z").toEpochMilli();

    private Times() {}

    /** Returns the time in milliseconds, from an ISO 8601 text with an offset or from milliseconds since 1970. */
    static Object dateTime(Object value) {
        try {
            long millis = millis(value);
            if (millis >= MIN_MILLIS && millis <= MAX_MILLIS) {
                return new Date(millis);
            }
        } catch (DateTimeParseException | ArithmeticException | InvalidDocumentException e) {
            // Refused below.
        }
        throw new InvalidDocumentException(
                "must be an ISO 8601 date and time with an offset, or milliseconds since 1970");
    }

    private static long millis(Object value) {
        if (value instanceof Date date) {
            return date.getTime();
        }
        if (value instanceof Instant instant) {
            return instant.toEpochMilli();
        }
        if (value instanceof Number number) {
            return Numbers.whole(number).longValueExact();
        }
        return OffsetDateTime.parse(value.toString()).toInstant().toEpochMilli();
    }

    static Object dateTimeText(Object stored) {
        return RFC_3339.format(((Date) stored).toInstant());
    }

    /** Returns midnight UTC of a date such as {@code 2026-01-01}. */
    static Object date(Object value) {
        if (value instanceof Date date && isMidnight(date)) {
            return dateTime(date);
        }
        try {
            if (value instanceof String text) {
                return dateTime(
                        LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant());
            }
        } catch (DateTimeParseException | ArithmeticException | InvalidDocumentException e) {
            // Refused below.
        }
        throw new InvalidDocumentException("must be a date such as 2026-01-01");
    }

    private static boolean isMidnight(Date date) {
        return date.toInstant().truncatedTo(ChronoUnit.DAYS).equals(date.toInstant());
    }

    static Object dateText(Object stored) {
        return LocalDate.ofInstant(((Date) stored).toInstant(), ZoneOffset.UTC).toString();
    }
}
