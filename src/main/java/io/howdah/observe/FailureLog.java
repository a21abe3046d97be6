package io.howdah.observe;

import io.howdah.text.Ascii;
import org.slf4j.Logger;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Logs failed requests. A client can cause one line per request, so each is short and has no stack trace: it names the exception and
 * the method that threw it. The level DEBUG adds the stack trace.
 */
public final class FailureLog {

    private static final int MAX_TEXT = 300;
    private static final String OWN = "io.howdah.";

    private FailureLog() {}

    /** Starts a line at the level ERROR; the caller adds its own key-values and the message. */
    public static LoggingEventBuilder error(Logger log, Throwable failure) {
        log.debug("A request failed with this exception", failure);
        Throwable root = root(failure);
        return log.atError()
                .addKeyValue("error", text(root.toString()))
                .addKeyValue("at", method(root.getStackTrace()));
    }

    /** Returns a text as one short line, without control characters; it may come from a client. */
    public static String text(String text) {
        String line = Ascii.withoutControls(text.substring(0, Math.min(MAX_TEXT, text.length())), ' ');
        return line.length() < text.length() ? line + "..." : line;
    }

    private static Throwable root(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        return root;
    }

    /** Returns the innermost method of Howdah in a stack trace, else the innermost of all. */
    private static String method(StackTraceElement[] stack) {
        for (StackTraceElement each : stack) {
            if (each.getClassName().startsWith(OWN)) {
                return each.toString();
            }
        }
        return stack.length == 0 ? "" : stack[0].toString();
    }
}
