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
 * What a client asks a channel for.
 *
 * @param since the cursor to go on from, if it has one
 * @param snapshot whether it wants all documents first
 * @param filter which documents it wants
 */
public record SubscriptionRequest(Optional<String> since, boolean snapshot, DocumentFilter filter) {

    private static final String SINCE = "since";
    private static final String SNAPSHOT = "snapshot";

    /** Parameters that say who asks, and are not the channel's. */
    private static final Set<String> NON_FILTER_PARAMETERS = Set.of("ticket");

    /**
     * Reads the parameters of a URL.
     *
     * @param principal who asks
     * @throws InvalidDocumentException if a field is unknown, not for them, or its value wrong; its message is for the client
     * @throws IllegalArgumentException if another parameter is wrong; its message is for the client
     */
    public static SubscriptionRequest of(RoutingContext context, ReadModel model, Principal principal) {
        MultiMap params = context.request().params();
        Map<String, List<String>> fields = new LinkedHashMap<>();
        for (String name : params.names()) {
            boolean known = name.equals(SINCE) || name.equals(SNAPSHOT) || NON_FILTER_PARAMETERS.contains(name);
            // Vert.x adds those of the path.
            if (!known && !context.pathParams().containsKey(name)) {
                fields.put(name, params.getAll(name));
            }
        }
        // An EventSource repeats its URL, and says by the header how far it has come since.
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
            throw new IllegalArgumentException("snapshot must be true or false");
        }
        return true;
    }
}
