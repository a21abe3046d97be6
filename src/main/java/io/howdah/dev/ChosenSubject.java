package io.howdah.dev;

import io.howdah.security.Authentication;
import io.howdah.security.Principal;
import io.vertx.core.http.HttpServerRequest;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Believes who a client says that it is, {@code ?as=alice}, and in which roles, {@code ?as=alice:support,driver}: to try things
 * out, in dev alone. The roles are what follows the last colon, so that {@code ?as=urn:alice:} is {@code urn:alice} without one.
 */
public final class ChosenSubject implements Authentication {

    /** For {@code howdah dev}. */
    public ChosenSubject() {}

    @Override
    public Principal authenticate(HttpServerRequest request) {
        return principal(request.getParam("as", ""));
    }

    static Principal principal(String as) {
        int colon = as.lastIndexOf(':');
        String subject = colon < 0 ? as : as.substring(0, colon);
        if (subject.isBlank()) {
            return Principal.NOBODY;
        }
        return Principal.of(subject).in(colon < 0 ? Set.of() : roles(as.substring(colon + 1)));
    }

    private static Set<String> roles(String names) {
        return Stream.of(names.split(",", -1))
                .map(String::strip)
                .filter(role -> !role.isEmpty())
                .collect(Collectors.toSet());
    }
}
