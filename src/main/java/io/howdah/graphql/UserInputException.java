package io.howdah.graphql;

/**
 * An argument that the schema allows and its field does not. The route of a hand-written field throws it to say so: its message is
 * shown to the client, with the code {@code BAD_USER_INPUT}.
 */
public final class UserInputException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Refuse for a reason that the client may read. */
    public UserInputException(String message) {
        super(message, null, false, false);
    }
}
