package io.howdah.graphql;

import graphql.execution.ResultPath;
import java.util.UUID;

/** Names a command: by what the client calls the request and where in it the command stands, or else by chance. */
final class IdempotencyKey {

    private static final String FORM = "[\\x20-\\x7e]{1,255}";

    private IdempotencyKey() {}

    /**
     * Return the key of one field.
     *
     * @param given the client's key, empty for none
     * @param path the field's place in the response: a document may hold several commands
     * @throws UserInputException if the client's key cannot be one
     */
    static String of(String given, ResultPath path) {
        if (given.isEmpty()) {
            return UUID.randomUUID().toString();
        }
        if (!given.matches(FORM)) {
            throw new UserInputException("Idempotency-Key must be 1 to 255 printable ASCII characters");
        }
        return given + path;
    }
}
