package io.howdah.push.channel;

import io.howdah.model.DocumentFilter;
import io.howdah.model.FieldFilter;
import io.howdah.model.InvalidDocumentException;
import io.howdah.model.ReadModel;
import io.howdah.security.Principal;
import io.vertx.core.MultiMap;
import io.vertx.ext.web.RoutingContext;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A client's request for a subscription of a channel.
 *
 * @param since cursor to continue from, if the client has one
 * @param snapshot whether to send all documents first
 * @param filter documents to send
 */
public record SubscriptionRequest(Optional<String> since, boolean snapshot, DocumentFilter filter) {

    private static final String SINCE = "since";
    private static final String SNAPSHOT = "snapshot";

    /** Parameters that authenticate the client and are not filters. */
    private static final Set<String> NON_FILTER_PARAMETERS = Set.of("ticket");

    /**
     * Reads the parameters of a request's URL.
     *
     * @param principal the caller
     * @throws InvalidDocumentException if a field is unknown, hidden from the caller, or has an invalid value; its
     *     message is for the client
     * @throws IllegalArgumentException if another parameter is invalid; its message is for the client
     */
    public static SubscriptionRequest of(RoutingContext context, ReadModel model, Principal principal) {
        MultiMap params = context.request().params();
        Map<String, List<String>> fields = new LinkedHashMap<>();
        for (String name : params.names()) {
            boolean known = name.equals(SINCE) || name.equals(SNAPSHOT) || NON_FILTER_PARAMETERS.contains(name);
            // Vert.x adds the path's parameters.
            if (!known && !context.pathParams().containsKey(name)) {
                fields.put(name, params.getAll(name));
            }
        }
        // An EventSource reconnects with the same URL and sends its latest cursor in the header.
        String last = context.request().getHeader("Last-Event-ID");
        Optional<String> since = Optional.ofNullable(last == null || last.isBlank() ? params.get(SINCE) : last)
                .filter(cursor -> !cursor.isBlank());
        return new SubscriptionRequest(
                since, isTrue(params.get(SNAPSHOT)), FieldFilter.parse(model, principal, fields));
    }

    private static boolean isTrue(@Nullable String text) {
        if (text == null || text.equals("false")) {
            return false;
        }
        if (!text.equals("true")) {
            throw new IllegalArgumentException("snapshot must be true or false.");
        }
        return true;
    }
}
