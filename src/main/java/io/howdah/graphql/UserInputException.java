package io.howdah.graphql;

/**
 * Thrown when a field rejects an argument that the schema allows, also by the route of a hand-written field. The client
 * gets the message, with the code {@code BAD_USER_INPUT}.
 */
public final class UserInputException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Creates an exception with a message for the client. */
    public UserInputException(String message) {
        super(message, null, false, false);
    }
}
