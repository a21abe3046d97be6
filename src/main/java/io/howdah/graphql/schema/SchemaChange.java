package io.howdah.graphql.schema;

/**
 * One difference between two descriptions of an API, be they schemas or others.
 *
 * @param effect what it means for clients that were made for the former one
 * @param what it in one line, such as {@code field Ride.fare is gone}
 */
public record SchemaChange(Effect effect, String what) {

    /** What a change does to clients. */
    public enum Effect {
        /** What was valid is refused, or answered with what a client does not expect. */
        BREAKING,
        /** All that was valid stays so, and a client may get what it was not made for. */
        DANGEROUS,
        /** No client will notice. */
        SAFE
    }
}
