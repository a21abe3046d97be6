package io.howdah.graphql.schema;

import io.howdah.security.Principal;

/**
 * What the route of a hand-written field is told beside the arguments, which are its body: these headers and no others. No
 * Camel component obeys one, so a client steers nothing by what it sends.
 */
public final class RouteHeaders {

    /** Who asks, a text; empty for somebody of whom nothing is known. */
    public static final String SUBJECT = "HowdahSubject";

    /** Their roles, a sorted list of texts. */
    public static final String ROLES = "HowdahRoles";

    /**
     * Names the command that a field of Mutation hands over, a text: the same again is the same command, repeated. It begins with the
     * subject, so that no other client can send the same.
     */
    public static final String IDEMPOTENCY_KEY = "HowdahIdempotencyKey";

    /** Tells this request from all others, a text. */
    public static final String CORRELATION_ID = "HowdahCorrelationId";

    /** The field, such as {@code Mutation.collectPrescription}. */
    public static final String FIELD = "HowdahField";

    /** The frontend that it was asked of, a text; empty for {@code /graphql} itself. */
    public static final String FRONTEND = "HowdahFrontend";

    /** Name of the exchange property with the {@link io.howdah.security.Principal} who asks. */
    public static final String PRINCIPAL = Principal.EXCHANGE_PROPERTY;

    private RouteHeaders() {}
}
