package io.howdah.tools.scaffold;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The files of {@code howdah/scaffold/} on the class path, with {@code {name}} where a value is put. */
final class Templates {

    private static final Pattern PLACE = Pattern.compile("\\{([a-z]+)}");

    private Templates() {}

    /** Return a template's text with the values; what is no name of a value stays as it is, as do braces in values. */
    static String fill(String template, Map<String, String> values) {
        Matcher place = PLACE.matcher(resource("/howdah/scaffold/" + template));
        return place.replaceAll(found -> Matcher.quoteReplacement(values.getOrDefault(found.group(1), found.group())));
    }

    /** Return the text of a file on the class path. */
    static String resource(String name) {
        try (InputStream in = Objects.requireNonNull(Templates.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(name + " cannot be read from the class path", e);
        }
    }
}
