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

/** Puts what stopped the start into lines for people: where it is, what is wrong, what to do. No stack trace. */
public final class StartFailure {

    /** Ours, whose messages are such lines already. */
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

    /** Return the message for the console; one line for each thing that is wrong. */
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

    /** Return the first line of a message, with the cure where it is one and the same for all. */
    public static String reason(Throwable root) {
        Matcher missing = MISSING_SETTING.matcher(String.valueOf(root.getMessage()));
        if (missing.find()) {
            return "{{" + missing.group(1) + "}} is no setting; correct the name, or add it to application.properties";
        }
        return firstLine(root);
    }

    /**
     * Return the same failure, with the route file that caused it where one did.
     *
     * @param safe takes secrets out of what Camel says
     */
    public static RuntimeException place(Exception failure, RouteFiles files, UnaryOperator<String> safe) {
        List<Throwable> chain = chain(failure);
        if (chain.stream().noneMatch(cause -> PLAIN.contains(cause.getClass()))) {
            return new StartException(
                    safe.apply(RouteFailure.explain(chain, files).orElseGet(() -> explain(failure))), failure);
        }
        return failure instanceof RuntimeException runtime ? runtime : new IllegalStateException(failure);
    }

    /** Return a message without its line breaks, or the class where there is none. */
    public static String oneLine(Throwable cause) {
        String message = cause.getMessage() == null ? cause.getClass().getName() : cause.getMessage();
        return message.strip().replaceAll("\\s*\\R\\s*", " ");
    }

    /** Return a message's first line, where the others are a picture or a list. */
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
