package io.howdah.runtime.check;

import io.howdah.runtime.source.Yaml;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/**
 * An endpoint that a route begins with or sends to.
 *
 * @param element what names it, such as {@code to}
 * @param uriNode its URI
 */
record Endpoint(Element element, Node uriNode) {

    private static final List<String> STEPS = List.of("to", "toD", "wireTap", "poll");
    private static final Pattern SCHEME = Pattern.compile("^([a-zA-Z][a-zA-Z0-9+.-]*):(?://)?([^?]*)");

    /** Return the endpoint that an element names, if it is of those that do. */
    static Stream<Endpoint> of(Element element) {
        boolean begins = element.is("from") && !element.isStep();
        boolean isStep = STEPS.contains(element.key()) && element.isStep();
        if (!begins && !isStep) {
            return Stream.empty();
        }
        return element.value() instanceof ScalarNode uri
                ? Stream.of(new Endpoint(element, uri))
                : element.field("uri").map(uri -> new Endpoint(element, uri)).stream();
    }

    String uri() {
        return Yaml.text(uriNode);
    }

    boolean begins() {
        return element.is("from");
    }

    /** Return whether the URI is made anew for each message. */
    boolean isDynamic() {
        return element.is("toD") || uri().contains("${");
    }

    /** Return what stands before the colon; nothing if a placeholder does. */
    Optional<String> scheme() {
        return match().map(match -> match.group(1));
    }

    /** Return what stands behind the colon, without slashes at its begin and without a query. */
    String path() {
        return match().map(match -> match.group(2)).orElse("");
    }

    private Optional<Matcher> match() {
        Matcher match = SCHEME.matcher(uri());
        return match.find() ? Optional.of(match) : Optional.empty();
    }

    /** Return the options that stand under {@code parameters:}. */
    Map<String, Node> options() {
        return Yaml.fields(element.fields().get("parameters"));
    }

    /** Return scheme and path, as routes that call each other name it. */
    static String plain(String uri) {
        return uri.replaceFirst("\\?.*", "").replaceFirst("://", ":");
    }
}
