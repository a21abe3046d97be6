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

/** Gives the {@code {{placeholders}}} of a text the values that they will have. */
final class Placeholders {

    /** The innermost one, as {@code {{readmodel:{{model}}.collection}}} holds another. */
    private static final Pattern INNERMOST = Pattern.compile("\\{\\{([^{}]*)}}");

    /** In place of a value that is not known before the route runs. */
    private static final String OPEN = "\u0000";

    /** More cannot be meant; a setting may name itself. */
    private static final int MAX = 100;

    /** Functions whose answers depend on where the process runs. */
    private static final Set<String> ELSEWHERE = Set.of("env", "sys", "service", "bean");

    private final Map<String, String> settings;
    private final Map<String, UnaryOperator<String>> functions;

    /**
     * Makes it.
     *
     * @param settings what a key stands for
     * @param functions what {@code {{name:...}}} stands for, by the name
     */
    Placeholders(Map<String, String> settings, Map<String, UnaryOperator<String>> functions) {
        this.settings = settings;
        this.functions = functions;
    }

    /** Return the text with all values, unless one is not known before the route runs, or is not known at all. */
    Optional<String> resolve(String text, Set<String> parameters) {
        String resolved = resolve(text, parameters, (code, what) -> {});
        return resolved.contains(OPEN) ? Optional.empty() : Optional.of(resolved);
    }

    /** Tells of each placeholder that has no value. */
    void check(String text, Set<String> parameters, BiConsumer<Code, String> problem) {
        resolve(text, parameters, problem);
    }

    /** Asks a function by its name; without such a function there is no answer. */
    Optional<String> ask(String function, String question) {
        return Optional.ofNullable(functions.get(function)).map(each -> each.apply(question));
    }

    private String resolve(String text, Set<String> parameters, BiConsumer<Code, String> problem) {
        String rest = text;
        for (int i = 0; i < MAX; i++) {
            Matcher placeholder = INNERMOST.matcher(rest);
            if (!placeholder.find()) {
                return rest;
            }
            String value = value(placeholder.group(1), parameters, problem);
            rest = rest.substring(0, placeholder.start()) + value + rest.substring(placeholder.end());
        }
        return OPEN;
    }

    private String value(String name, Set<String> parameters, BiConsumer<Code, String> problem) {
        if (name.contains(OPEN) || name.startsWith("?") || parameters.contains(name)) {
            return OPEN;
        }
        String[] parts = name.split(":", 2);
        if (parts.length == 2 && ELSEWHERE.contains(parts[0])) {
            return OPEN;
        }
        if (parts.length == 2 && functions.containsKey(parts[0])) {
            return answer(parts[0], parts[1], problem);
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
                "{{" + name + "}} is no setting"
                        + Nearest.close(name, settings.keySet())
                                .map(near -> ", the nearest is {{" + near + "}}")
                                .orElse(""));
        return OPEN;
    }

    private String answer(String function, String question, BiConsumer<Code, String> problem) {
        try {
            return ask(function, question).orElse(OPEN);
        } catch (RuntimeException e) {
            problem.accept(Code.FUNCTION_REFUSED, StartFailure.firstLine(e));
            return OPEN;
        }
    }
}
