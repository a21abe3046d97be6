package io.howdah.cli;

/** A command fails. The message is one line for the person who runs it: what failed, why, and the fix. */
public final class CommandException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public CommandException(String message) {
        super(message);
    }
}
