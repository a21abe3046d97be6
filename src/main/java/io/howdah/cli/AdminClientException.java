package io.howdah.cli;

/** The running process could not be asked, or refuses; the message is for the operator. */
public final class AdminClientException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public AdminClientException(String message) {
        super(message);
    }
}
