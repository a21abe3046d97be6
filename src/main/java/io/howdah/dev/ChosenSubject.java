package io.howdah.dev;

import io.howdah.security.Authentication;
import io.howdah.security.Principal;
import io.vertx.core.http.HttpServerRequest;

/** Believes who a client says that it is, {@code ?as=alice}: to try things out, in dev alone. */
public final class ChosenSubject implements Authentication {

    /** For {@code howdah dev}. */
    public ChosenSubject() {}

    @Override
    public Principal authenticate(HttpServerRequest request) {
        String subject = request.getParam("as");
        return subject == null || subject.isBlank() ? Principal.NOBODY : Principal.of(subject);
    }
}
