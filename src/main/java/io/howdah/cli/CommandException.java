package io.howdah.cli;

/** Failure of a command. The message is one line for its user: what failed, why, and the fix. */
public final class CommandException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public CommandException(String message) {
        super(message);
    }
}
