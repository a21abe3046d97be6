package io.howdah.runtime.source;

import io.howdah.config.SettingException;
import io.howdah.graphql.execution.ManifestException;
import io.howdah.http.PortUnavailableException;
import io.howdah.model.SchemaException;
import io.howdah.security.CursorKeysException;
import io.howdah.upgrade.NewerFormatException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.PropertyBindingException;
import org.apache.camel.util.StringHelper;

/** Turns the exception that stopped the start into lines for the console: source location, problem and fix, no stack trace. */
public final class StartFailure {

    /** Howdah's exceptions with messages that are such lines already. */
    private static final Set<Class<?>> PLAIN = Set.of(
            StartException.class,
            SettingException.class,
            CursorKeysException.class,
            SchemaException.class,
            ManifestException.class,
            NewerFormatException.class,
            PortUnavailableException.class);

    private static final Pattern MISSING_SETTING = Pattern.compile("^Property with key \\[(.*?)] not found");

    private StartFailure() {}

    /** Returns the message for the console, one line per problem. */
    public static String explain(Throwable failure) {
        List<Throwable> chain = chain(failure);
        for (Throwable cause : chain) {
            if (PLAIN.contains(cause.getClass())) {
                return String.valueOf(cause.getMessage());
            }
        }
        Throwable root = chain.get(chain.size() - 1);
        for (Throwable cause : chain) {
            if (cause instanceof PropertyBindingException option && option.getOptionKey() != null) {
                return optionName(option) + " is refused"
                        + (root == option ? ", there is no such option" : " (" + firstLine(root) + ")")
                        + "; correct it in application.properties";
            }
        }
        return reason(root);
    }

    private static String optionName(PropertyBindingException option) {
        String prefix = String.valueOf(option.getOptionPrefix()).replaceFirst("\\.$", "");
        return prefix + "." + StringHelper.camelCaseToDash(option.getOptionKey());
    }

    /** Returns the first line of a message. For a missing setting, adds the fix. */
    public static String reason(Throwable root) {
        Matcher missing = MISSING_SETTING.matcher(String.valueOf(root.getMessage()));
        if (missing.find()) {
            return "{{" + missing.group(1)
                    + "}} is not a setting; correct the name, or add it to application.properties";
        }
        return firstLine(root);
    }

    /**
     * Adds the location in the route file that caused a failure to its message. Returns Howdah's own exceptions unchanged.
     *
     * @param safe removes secrets from Camel's message
     */
    public static RuntimeException locate(Exception failure, RouteFiles files, UnaryOperator<String> safe) {
        List<Throwable> chain = chain(failure);
        if (chain.stream().noneMatch(cause -> PLAIN.contains(cause.getClass()))) {
            return new StartException(
                    safe.apply(RouteFailure.explain(chain, files).orElseGet(() -> explain(failure))), failure);
        }
        return failure instanceof RuntimeException runtime ? runtime : new IllegalStateException(failure);
    }

    /** Returns a message without line breaks, or the class name if there is no message. */
    public static String oneLine(Throwable cause) {
        String message = cause.getMessage() == null ? cause.getClass().getName() : cause.getMessage();
        return message.strip().replaceAll("\\s*\\R\\s*", " ");
    }

    /** Returns the first line of a message, or the class name if there is no message. */
    public static String firstLine(Throwable cause) {
        String message = cause.getMessage() == null ? cause.getClass().getName() : cause.getMessage();
        return message.strip().replaceAll("(?s)\\s*\\R.*", "");
    }

    private static List<Throwable> chain(Throwable failure) {
        List<Throwable> chain = new ArrayList<>();
        for (Throwable cause = failure; cause != null && !chain.contains(cause); cause = cause.getCause()) {
            chain.add(cause);
        }
        return chain;
    }
}
