package io.howdah.runtime.check;

import java.util.Optional;
import java.util.stream.Stream;

/**
 * A route with steps: an entry of its own, or the route of a template.
 *
 * @param element {@code route:}, or {@code from:} in its short form
 */
record RouteEntry(Element element) {

    static boolean isRoute(Element element) {
        Element parent = element.parent();
        return element.is("route", "from") && (parent == null || parent.is("routeTemplate"));
    }

    boolean isOfTemplate() {
        return element.parent() != null;
    }

    /** Returns the route's name in messages. */
    String name() {
        String id = isOfTemplate() ? element.entry().text("id") : element.text("id");
        return id.isEmpty() ? "the route" : "route " + id;
    }

    /** Returns the endpoint that the route reads from. */
    Optional<Endpoint> from() {
        Optional<Element> from = element.is("from") ? Optional.of(element) : element.part("from");
        return from.flatMap(each -> Endpoint.of(each).findFirst());
    }

    /** Returns the endpoints that its steps call, at any depth. */
    Stream<Endpoint> calls() {
        return element.withParts().filter(part -> !part.is("from")).flatMap(Endpoint::of);
    }

    /** Returns whether something other than the log handles a failed message. */
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

    /** Returns whether a failure goes to the caller: a {@code direct:} route without an error policy has no error handler. */
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

    /** Returns the error handler that the file declares for all its routes. */
    private Optional<Element> fileErrorHandler() {
        return Element.of(element.document())
                .filter(each -> each.parent() == null && each.is("errorHandler"))
                .findFirst();
    }
}
