package io.howdah.runtime.check;

import java.util.Optional;
import java.util.stream.Stream;

/**
 * A route that is written out, by itself or as what a template makes.
 *
 * @param element {@code route:}, or {@code from:} in its short form
 */
record RouteEntry(Element element) {

    static boolean isOne(Element element) {
        Element parent = element.parent();
        return element.is("route", "from") && (parent == null || parent.is("routeTemplate"));
    }

    boolean isOfTemplate() {
        return element.parent() != null;
    }

    /** Return what people call it. */
    String name() {
        String id = isOfTemplate() ? element.entry().text("id") : element.text("id");
        return id.isEmpty() ? "the route" : "route " + id;
    }

    /** Return where it begins. */
    Optional<Endpoint> from() {
        Optional<Element> from = element.is("from") ? Optional.of(element) : element.part("from");
        return from.flatMap(each -> Endpoint.of(each).findFirst());
    }

    /** Return the endpoints that its steps ask, at any depth. */
    Stream<Endpoint> calls() {
        return element.withParts().filter(part -> !part.is("from")).flatMap(Endpoint::of);
    }

    /** Return whether something deals with a message that failed, other than the log. */
    boolean hasErrorPolicy() {
        return element.field("routeConfigurationId").isPresent()
                || element.field("errorHandlerRef").isPresent()
                || element.part("errorHandler")
                        .or(this::fileErrorHandler)
                        .filter(handler -> handler.part("deadLetterChannel").isPresent()
                                || handler.part("refErrorHandler").isPresent())
                        .isPresent()
                || fileHas("onException");
    }

    /** Returns whether a failure goes to the caller: without an error policy of its own a {@code direct:} route has no error handler. */
    boolean leavesFailuresToItsCaller() {
        return element.part("errorHandler")
                .or(this::fileErrorHandler)
                .map(handler -> handler.part("noErrorHandler").isPresent())
                .orElseGet(() -> element.field("errorHandlerRef").isEmpty()
                        && element.field("routeConfigurationId").isEmpty()
                        && !fileHas("onException"));
    }

    private boolean fileHas(String kind) {
        return Element.of(element.document()).anyMatch(each -> each.parent() == null && each.is(kind));
    }

    /** The one that its file declares for all. */
    private Optional<Element> fileErrorHandler() {
        return Element.of(element.document())
                .filter(each -> each.parent() == null && each.is("errorHandler"))
                .findFirst();
    }
}
