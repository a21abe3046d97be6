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
 * An endpoint that a route reads from or sends to.
 *
 * @param element the element that names it, such as {@code to}
 * @param uriNode its URI
 */
record Endpoint(Element element, Node uriNode) {

    private static final List<String> STEPS = List.of("to", "toD", "wireTap", "poll");
    private static final Pattern SCHEME = Pattern.compile("^([a-zA-Z][a-zA-Z0-9+.-]*):(?://)?([^?]*)");

    /** Returns the endpoint that an element names, or an empty stream if it names none. */
    static Stream<Endpoint> of(Element element) {
        boolean isFrom = element.is("from") && !element.isStep();
        boolean isStep = STEPS.contains(element.key()) && element.isStep();
        if (!isFrom && !isStep) {
            return Stream.empty();
        }
        return element.value() instanceof ScalarNode uri
                ? Stream.of(new Endpoint(element, uri))
                : element.field("uri").map(uri -> new Endpoint(element, uri)).stream();
    }

    String uri() {
        return Yaml.text(uriNode);
    }

    boolean isFrom() {
        return element.is("from");
    }

    /** Returns whether the URI is computed for each message. */
    boolean isDynamic() {
        return element.is("toD") || uri().contains("${");
    }

    /** Returns the scheme, or empty if the URI begins with a placeholder. */
    Optional<String> scheme() {
        return match().map(match -> match.group(1));
    }

    /** Returns the part after the colon, without leading slashes and query. */
    String path() {
        return match().map(match -> match.group(2)).orElse("");
    }

    private Optional<Matcher> match() {
        Matcher match = SCHEME.matcher(uri());
        return match.find() ? Optional.of(match) : Optional.empty();
    }

    /** Returns the options under {@code parameters:}. */
    Map<String, Node> options() {
        return Yaml.fields(element.fields().get("parameters"));
    }

    /** Returns scheme and path of a URI, such as {@code direct:rides-transform}. */
    static String plain(String uri) {
        return uri.replaceFirst("\\?.*", "").replaceFirst("://", ":");
    }
}
