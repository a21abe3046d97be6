package io.howdah.graphql.schema;

import io.howdah.security.Principal;

/**
 * Headers that the route of a hand-written field gets in addition to its body, the arguments. It gets no others. No Camel
 * component interprets them, so a client can't control a component by its input.
 */
public final class RouteHeaders {

    /** The principal's subject, a text; empty for an anonymous client. */
    public static final String SUBJECT = "HowdahSubject";

    /** The principal's roles, a sorted list of texts. */
    public static final String ROLES = "HowdahRoles";

    /**
     * The idempotency key of a field of Mutation, a text. The same key is the same command, repeated. It starts with
     * the subject, so that no other client can send the same key.
     */
    public static final String IDEMPOTENCY_KEY = "HowdahIdempotencyKey";

    /** The request's correlation id, a text. */
    public static final String CORRELATION_ID = "HowdahCorrelationId";

    /** The field, such as {@code Mutation.collectPrescription}. */
    public static final String FIELD = "HowdahField";

    /** The frontend of the request, a text; empty for {@code /graphql} itself. */
    public static final String FRONTEND = "HowdahFrontend";

    /** Name of the exchange property with the request's {@link io.howdah.security.Principal}. */
    public static final String PRINCIPAL = Principal.EXCHANGE_PROPERTY;

    private RouteHeaders() {}
}
