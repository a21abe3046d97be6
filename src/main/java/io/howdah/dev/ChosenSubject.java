package io.howdah.dev;

import io.howdah.security.Authentication;
import io.howdah.security.Principal;
import io.howdah.security.Session;
import io.vertx.core.http.HttpServerRequest;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
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

    /** The client may also say it of its connection, and how many seconds it holds: {@code expires=60}, to see what comes then. */
    @Override
    public Session session(HttpServerRequest request, Map<String, ?> said) {
        Object as = said.get("as");
        Object expires = said.containsKey("expires") ? said.get("expires") : request.getParam("expires");
        return new Session(
                as == null ? authenticate(request) : principal(as.toString()),
                Instant.EPOCH,
                expiry(String.valueOf(expires)),
                "");
    }

    private static Optional<Instant> expiry(String seconds) {
        return seconds.matches("\\d{1,8}")
                ? Optional.of(Instant.now().plusSeconds(Long.parseLong(seconds)))
                : Optional.empty();
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
