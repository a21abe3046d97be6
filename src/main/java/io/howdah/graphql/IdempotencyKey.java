package io.howdah.graphql;

import graphql.execution.ResultPath;
import java.util.UUID;

/** Creates idempotency keys of commands: from the subject, the client's key and the field's path, or else at random. */
public final class IdempotencyKey {

    private static final int MAX_LENGTH = 255;

    private IdempotencyKey() {}

    /**
     * Returns the key of one field. Keys of different subjects are never equal.
     *
     * @param subject the subject that sends the command, empty for an anonymous client
     * @param clientKey the client's key, empty for none
     * @param path the field's path in the response, because a document may have several commands
     * @throws UserInputException if the client's key is invalid
     */
    public static String of(String subject, String clientKey, ResultPath path) {
        if (clientKey.isEmpty()) {
            return UUID.randomUUID().toString();
        }
        if (clientKey.length() > MAX_LENGTH
                || clientKey.chars().anyMatch(character -> character < ' ' || character > '~')) {
            throw new UserInputException("Idempotency-Key must be 1 to 255 printable ASCII characters");
        }
        return subject.replace("%", "%25").replace("/", "%2F") + "/" + clientKey + path;
    }
}
