package io.howdah.security;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.camel.Exchange;

/**
 * Who asks, and what is said of them.
 *
 * @param subject the name that tells them from all others, empty for nobody
 * @param claims what their token says, each claim with its values
 * @param roles their roles
 */
public record Principal(String subject, Map<String, List<String>> claims, Set<String> roles) {

    /** Name of the property of an exchange that says who sends the request. */
    public static final String EXCHANGE_PROPERTY = "HowdahPrincipal";

    /** Somebody of whom nothing is known: they see what everybody may see. */
    public static final Principal NOBODY = new Principal("", Map.of(), Set.of());

    /** Copies what it is given. */
    public Principal {
        claims = Map.copyOf(claims);
        roles = Set.copyOf(roles);
    }

    /** Return somebody of whom only the subject is known, their claim {@code sub}. */
    public static Principal of(String subject) {
        return new Principal(subject, Map.of("sub", List.of(subject)), Set.of());
    }

    /**
     * Return who sends the request of an exchange.
     *
     * @throws IllegalStateException if nobody has said it
     */
    public static Principal of(Exchange exchange) {
        Principal principal = exchange.getProperty(EXCHANGE_PROPERTY, Principal.class);
        if (principal == null) {
            throw new IllegalStateException("nobody has authenticated the request");
        }
        return principal;
    }

    /** Return the same person in these roles. */
    public Principal in(Set<String> theirs) {
        return new Principal(subject, claims, theirs);
    }

    /** Return a claim's values, none if the claim is not there. */
    public List<String> claim(String name) {
        return claims.getOrDefault(name, List.of());
    }
}
