package io.howdah.config;

import io.howdah.text.Ascii;
import java.util.Locale;
import java.util.Optional;

/**
 * The origin of a page, as browsers send it (RFC 6454). Two are equal if browsers treat them as the same origin.
 *
 * @param scheme such as https, in lower case
 * @param host a name or an address, in lower case
 * @param port the port, by default that of the scheme; 0 for a scheme without one
 */
public record Origin(String scheme, String host, int port) {

    private static final String AUTHORITY = "://";
    private static final int MAX_PORT = 65535;
    private static final int MAX_DIGITS = 5;

    /** Parses an origin; empty if the text is not one, such as {@code null} or an address with a path. */
    public static Optional<Origin> parse(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        int end = lower.indexOf(AUTHORITY);
        if (end < 0) {
            return Optional.empty();
        }
        String scheme = lower.substring(0, end);
        String authority = lower.substring(end + AUTHORITY.length());
        int colon = authority.endsWith("]") ? -1 : authority.lastIndexOf(':');
        String host = colon < 0 ? authority : authority.substring(0, colon);
        String digits = authority.substring(colon + 1);
        if (!isScheme(scheme) || !isHost(host) || (colon >= 0 && !Ascii.isNumber(digits, MAX_DIGITS))) {
            return Optional.empty();
        }
        int port = colon < 0 ? defaultPort(scheme) : Integer.parseInt(digits);
        return port > MAX_PORT ? Optional.empty() : Optional.of(new Origin(scheme, host, port));
    }

    private static boolean isScheme(String text) {
        return !text.isEmpty()
                && Ascii.isLetter(text.charAt(0))
                && text.chars().allMatch(each -> Ascii.isLetterOrDigit(each) || "+.-".indexOf(each) >= 0);
    }

    /** Returns whether a text has the form of a host: a name, an address of IPv4, or one of IPv6 in brackets. */
    public static boolean isHost(String text) {
        if (text.startsWith("[")) {
            return text.length() > 2
                    && text.indexOf(']') == text.length() - 1
                    && text.chars()
                            .skip(1)
                            .allMatch(each -> Ascii.isDigit(each) || "abcdefABCDEF:.]".indexOf(each) >= 0);
        }
        return !text.isEmpty()
                && text.chars().allMatch(each -> Ascii.isLetterOrDigit(each) || "._-".indexOf(each) >= 0);
    }

    /** Returns the default port of a scheme, 0 if it has none. */
    public static int defaultPort(String scheme) {
        return switch (scheme) {
            case "http" -> 80;
            case "https" -> 443;
            default -> 0;
        };
    }
}
