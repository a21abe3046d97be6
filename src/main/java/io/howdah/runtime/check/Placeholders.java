package io.howdah.runtime.check;

import io.howdah.config.Nearest;
import io.howdah.runtime.source.StartFailure;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Replaces the {@code {{placeholders}}} of a text with the values that they have at runtime. */
final class Placeholders {

    /** The innermost placeholder: {@code {{readmodel:{{model}}.collection}}} contains another one. */
    private static final Pattern INNERMOST = Pattern.compile("\\{\\{([^{}]*)}}");

    /** Stands for a value that is unknown before the route runs. */
    private static final String UNKNOWN = "\u0000";

    /** Ends the replacement of a setting that refers to itself. */
    private static final int MAX_REPLACEMENTS = 100;

    /** Functions with values that depend on the environment of the process. */
    private static final Set<String> ENVIRONMENT_FUNCTIONS = Set.of("env", "sys", "service", "bean");

    private final Map<String, String> settings;
    private final Map<String, UnaryOperator<String>> functions;

    /**
     * Creates the placeholders of an application.
     *
     * @param settings the values of {@code {{key}}}
     * @param functions the functions of {@code {{name:...}}}, by name
     */
    Placeholders(Map<String, String> settings, Map<String, UnaryOperator<String>> functions) {
        this.settings = settings;
        this.functions = functions;
    }

    /** Returns the text with all placeholders replaced, or empty if a value is unknown before the route runs or missing. */
    Optional<String> resolve(String text, Set<String> parameters) {
        String resolved = resolve(text, parameters, (code, what) -> {});
        return resolved.contains(UNKNOWN) ? Optional.empty() : Optional.of(resolved);
    }

    /** Reports each placeholder without a value. */
    void check(String text, Set<String> parameters, BiConsumer<Code, String> problem) {
        resolve(text, parameters, problem);
    }

    /** Calls a function by its name; empty if there is no such function. */
    Optional<String> call(String function, String argument) {
        return Optional.ofNullable(functions.get(function)).map(each -> each.apply(argument));
    }

    private String resolve(String text, Set<String> parameters, BiConsumer<Code, String> problem) {
        String rest = text;
        for (int i = 0; i < MAX_REPLACEMENTS; i++) {
            Matcher placeholder = INNERMOST.matcher(rest);
            if (!placeholder.find()) {
                return rest;
            }
            String value = value(placeholder.group(1), parameters, problem);
            rest = rest.substring(0, placeholder.start()) + value + rest.substring(placeholder.end());
        }
        return UNKNOWN;
    }

    private String value(String name, Set<String> parameters, BiConsumer<Code, String> problem) {
        if (name.contains(UNKNOWN) || name.startsWith("?") || parameters.contains(name)) {
            return UNKNOWN;
        }
        String[] parts = name.split(":", 2);
        if (parts.length == 2 && ENVIRONMENT_FUNCTIONS.contains(parts[0])) {
            return UNKNOWN;
        }
        if (parts.length == 2 && functions.containsKey(parts[0])) {
            return evaluate(parts[0], parts[1], problem);
        }
        String setting = settings.get(parts[0]);
        if (setting != null) {
            return setting;
        }
        if (parts.length == 2) {
            return parts[1];
        }
        problem.accept(
                Code.SETTING_UNKNOWN,
                "{{" + name + "}} is not a setting"
                        + Nearest.close(name, settings.keySet())
                                .map(near -> ", the nearest is {{" + near + "}}")
                                .orElse(""));
        return UNKNOWN;
    }

    private String evaluate(String function, String argument, BiConsumer<Code, String> problem) {
        try {
            return call(function, argument).orElse(UNKNOWN);
        } catch (RuntimeException e) {
            problem.accept(Code.FUNCTION_REFUSED, StartFailure.firstLine(e));
            return UNKNOWN;
        }
    }
}
