package io.howdah.tools.scaffold;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Templates in {@code howdah/scaffold/} on the class path, with placeholders such as {@code {name}}. */
final class Templates {

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([a-z]+)}");

    private Templates() {}

    /** Returns a template's text with the values. Unknown placeholders and braces in values stay unchanged. */
    static String fill(String template, Map<String, String> values) {
        Matcher placeholders = PLACEHOLDER.matcher(resource("/howdah/scaffold/" + template));
        return placeholders.replaceAll(
                found -> Matcher.quoteReplacement(values.getOrDefault(found.group(1), found.group())));
    }

    /** Returns the text of a file on the class path. */
    static String resource(String name) {
        try (InputStream in = Objects.requireNonNull(Templates.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(name + " cannot be read from the class path", e);
        }
    }
}
