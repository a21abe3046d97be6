package io.howdah.config;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a page comes from, as browsers say it (RFC 6454). Two are equal if a browser takes them for the same.
 *
 * @param scheme such as https, in lower case
 * @param host a name or an address, in lower case
 * @param port the port, that of the scheme if none is said; 0 for a scheme that has none
 */
public record Origin(String scheme, String host, int port) {

    private static final Pattern FORM =
            Pattern.compile("([a-z][a-z0-9+.-]*)://([a-z0-9._-]+|\\[[0-9a-f:.]+])(?::([0-9]{1,5}))?");

    private static final int LARGEST_PORT = 65535;

    /** Return what a text says, nothing if it is no origin: {@code null} is none, nor is an address with a path. */
    public static Optional<Origin> parse(String text) {
        Matcher form = FORM.matcher(text.toLowerCase(Locale.ROOT));
        if (!form.matches()) {
            return Optional.empty();
        }
        String scheme = form.group(1);
        int port = form.group(3) == null ? defaultPort(scheme) : Integer.parseInt(form.group(3));
        return port > LARGEST_PORT ? Optional.empty() : Optional.of(new Origin(scheme, form.group(2), port));
    }

    /** Return the port that a scheme's addresses have when they say none, 0 if nobody knows one. */
    public static int defaultPort(String scheme) {
        return switch (scheme) {
            case "http" -> 80;
            case "https" -> 443;
            default -> 0;
        };
    }
}
