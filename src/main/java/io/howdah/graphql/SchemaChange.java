package io.howdah.graphql;

/**
 * One difference between two schemas.
 *
 * @param effect what it means for clients that were made for the former one
 * @param what it in one line, such as {@code field Ride.fare is gone}
 */
public record SchemaChange(Effect effect, String what) {

    /** What a change does to clients. */
    public enum Effect {
        /** Operations that were valid are refused, or answered with what they do not expect. */
        BREAKING,
        /** All operations stay valid, and a client may get what it was not made for. */
        DANGEROUS,
        /** No client will notice. */
        SAFE
    }
}
