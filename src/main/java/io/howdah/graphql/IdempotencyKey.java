package io.howdah.graphql;

import graphql.execution.ResultPath;
import java.util.UUID;

/** Names a command: by who sends it, what they call the request and where in it the command stands, or else by chance. */
public final class IdempotencyKey {

    private static final int MAX_LENGTH = 255;

    private IdempotencyKey() {}

    /**
     * Returns the key of one field. Two subjects never have the same.
     *
     * @param subject who sends the command, empty for an anonymous client
     * @param given the client's key, empty for none
     * @param path the field's place in the response: a document may hold several commands
     * @throws UserInputException if the client's key cannot be one
     */
    public static String of(String subject, String given, ResultPath path) {
        if (given.isEmpty()) {
            return UUID.randomUUID().toString();
        }
        if (given.length() > MAX_LENGTH || given.chars().anyMatch(sign -> sign < ' ' || sign > '~')) {
            throw new UserInputException("Idempotency-Key must be 1 to 255 printable ASCII characters");
        }
        return subject.replace("%", "%25").replace("/", "%2F") + "/" + given + path;
    }
}
