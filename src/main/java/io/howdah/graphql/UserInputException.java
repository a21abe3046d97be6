package io.howdah.graphql;

/** An argument that the schema allows and its field does not; the message is shown to the client. */
final class UserInputException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UserInputException(String message) {
        super(message, null, false, false);
    }
}
