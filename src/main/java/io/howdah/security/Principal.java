package io.howdah.security;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.camel.Exchange;

/**
 * The authenticated sender of a request.
 *
 * @param subject the unique name, empty if anonymous
 * @param claims the token's claims, each with its values
 * @param roles the roles
 */
public record Principal(String subject, Map<String, List<String>> claims, Set<String> roles) {

    /** Exchange property with the principal of the request. */
    public static final String EXCHANGE_PROPERTY = "HowdahPrincipal";

    /** The anonymous principal, which sees only public data. */
    public static final Principal ANONYMOUS = new Principal("", Map.of(), Set.of());

    /** Copies the collections. */
    public Principal {
        claims = Map.copyOf(claims);
        roles = Set.copyOf(roles);
    }

    /** Returns a principal with only a subject, the claim {@code sub}. */
    public static Principal of(String subject) {
        return new Principal(subject, Map.of("sub", List.of(subject)), Set.of());
    }

    /**
     * Returns the principal of an exchange's request.
     *
     * @throws IllegalStateException if the request was not authenticated
     */
    public static Principal of(Exchange exchange) {
        Principal principal = exchange.getProperty(EXCHANGE_PROPERTY, Principal.class);
        if (principal == null) {
            throw new IllegalStateException("the request is not authenticated");
        }
        return principal;
    }

    /** Returns a copy with these roles. */
    public Principal in(Set<String> newRoles) {
        return new Principal(subject, claims, newRoles);
    }

    /** Returns a claim's values, empty if absent. */
    public List<String> claim(String name) {
        return claims.getOrDefault(name, List.of());
    }
}
