package io.howdah.testing;

import io.howdah.security.Principal;
import io.howdah.security.Session;
import io.howdah.security.Sessions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.function.Consumer;

/** For tests of what is behind the authentication: clients say who they are by {@code ?as=}, and are nobody without it. */
public final class SaidSubject {

    private static final int BEFORE_ALL = -900;

    private SaidSubject() {}

    /** What stands before the routes. */
    public static Consumer<Router> edge() {
        return router -> router.route().order(BEFORE_ALL).handler(SaidSubject::believe);
    }

    private static void believe(RoutingContext context) {
        String subject = context.request().getParam("as");
        // It is no parameter of what is asked for.
        context.request().params().remove("as");
        Sessions.set(context, Session.of(subject == null ? Principal.NOBODY : Principal.of(subject)));
        context.next();
    }
}
