package io.howdah.observe;

import io.howdah.text.Ascii;
import org.slf4j.Logger;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Log lines about requests that failed. A client can cause as many as it sends requests, so each is short and has no stack trace: it
 * names the exception and the method that threw it. At the level DEBUG the stack trace is logged as well.
 */
public final class FailureLog {

    private static final int MAX_TEXT = 300;
    private static final String OWN = "io.howdah.";

    private FailureLog() {}

    /** Begins a line at the level ERROR; the caller adds its own key-values and the message. */
    public static LoggingEventBuilder error(Logger log, Throwable failure) {
        log.debug("A request failed with this exception", failure);
        Throwable root = root(failure);
        return log.atError().addKeyValue("error", text(root.toString())).addKeyValue("at", place(root.getStackTrace()));
    }

    /** Returns a text that may be a client's, such that it stays one short line. */
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

    /** Howdah's method that is nearest to the failure, else the nearest of all. */
    private static String place(StackTraceElement[] stack) {
        for (StackTraceElement each : stack) {
            if (each.getClassName().startsWith(OWN)) {
                return each.toString();
            }
        }
        return stack.length == 0 ? "" : stack[0].toString();
    }
}
