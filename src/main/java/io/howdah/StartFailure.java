package io.howdah;

import io.howdah.config.SettingException;
import io.howdah.model.SchemaException;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.FailedToCreateRouteException;

/** Puts what stopped the start into lines for people: where it is, what is wrong, what to do. No stack trace. */
final class StartFailure {

    private StartFailure() {}

    /** The message for the console; one line for each thing that is wrong. */
    static String explain(Throwable failure) {
        List<Throwable> chain = chain(failure);
        for (Throwable cause : chain) {
            if (cause instanceof StartException
                    || cause instanceof SettingException
                    || cause instanceof SchemaException) {
                return String.valueOf(cause.getMessage());
            }
        }
        Throwable root = chain.get(chain.size() - 1);
        for (Throwable cause : chain) {
            if (cause instanceof FailedToCreateRouteException route) {
                return "route " + route.getRouteId() + " cannot be made: " + oneLine(root);
            }
        }
        return oneLine(root);
    }

    private static List<Throwable> chain(Throwable failure) {
        List<Throwable> chain = new ArrayList<>();
        for (Throwable cause = failure; cause != null && !chain.contains(cause); cause = cause.getCause()) {
            chain.add(cause);
        }
        return chain;
    }

    private static String oneLine(Throwable cause) {
        String message = cause.getMessage() == null ? cause.getClass().getName() : cause.getMessage();
        return message.strip().replaceAll("\\s*\\R\\s*", " ");
    }
}
