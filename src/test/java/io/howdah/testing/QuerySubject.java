package io.howdah.testing;

import io.howdah.security.Principal;
import io.howdah.security.Session;
import io.howdah.security.Sessions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Authenticates test clients by query parameters: {@code ?as=} names the subject, {@code ?good=} the lifetime of its session in
 * milliseconds. Without them a client is anonymous.
 */
public final class QuerySubject {

    private static final int BEFORE_ALL = -900;

    private QuerySubject() {}

    /** Returns the handler, to be installed before the routes. */
    public static Consumer<Router> edge() {
        return router -> router.route().order(BEFORE_ALL).handler(QuerySubject::believe);
    }

    private static void believe(RoutingContext context) {
        String subject = context.request().getParam("as");
        Optional<Instant> end = Optional.ofNullable(context.request().getParam("good"))
                .map(good -> Instant.now().plusMillis(Long.parseLong(good)));
        // The request itself has no such parameters.
        context.request().params().remove("as").remove("good");
        Principal principal = subject == null ? Principal.ANONYMOUS : Principal.of(subject);
        Sessions.set(context, new Session(principal, Instant.EPOCH, end, ""));
        context.next();
    }
}
