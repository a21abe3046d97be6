package io.howdah.graphql.schema;

/**
 * Difference between two versions of an API description, such as a schema.
 *
 * @param effect the effect on clients of the earlier version
 * @param what the change in one line, such as {@code field Ride.fare is gone}
 */
public record SchemaChange(Effect effect, String what) {

    /** Effect of a change on clients. */
    public enum Effect {
        /** A valid request is now rejected, or its response is one that a client doesn't expect. */
        BREAKING,
        /** Valid requests stay valid, but a client may get a response that it was not built for. */
        DANGEROUS,
        /** No client notices the change. */
        SAFE
    }
}
