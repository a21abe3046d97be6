package io.howdah.cli;

/** The running process could not be asked, or refuses; the message is for the operator. */
final class AdminClientException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    AdminClientException(String message) {
        super(message);
    }
}
