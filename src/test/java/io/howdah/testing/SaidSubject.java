package io.howdah.testing;

import io.howdah.security.Principal;
import io.howdah.security.Session;
import io.howdah.security.Sessions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/** For tests of what is behind the authentication: clients say who they are by {@code ?as=}, and for how many milliseconds by {@code ?good=}; nobody without. */
public final class SaidSubject {

    private static final int BEFORE_ALL = -900;

    private SaidSubject() {}

    /** What stands before the routes. */
    public static Consumer<Router> edge() {
        return router -> router.route().order(BEFORE_ALL).handler(SaidSubject::believe);
    }

    private static void believe(RoutingContext context) {
        String subject = context.request().getParam("as");
        Optional<Instant> end = Optional.ofNullable(context.request().getParam("good"))
                .map(good -> Instant.now().plusMillis(Long.parseLong(good)));
        // They are no parameters of what is asked for.
        context.request().params().remove("as").remove("good");
        Principal principal = subject == null ? Principal.NOBODY : Principal.of(subject);
        Sessions.set(context, new Session(principal, Instant.EPOCH, end, ""));
        context.next();
    }
}
