package io.howdah.runtime.check;

import io.howdah.config.Nearest;
import io.howdah.runtime.source.StartFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Set;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.Language;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** Whether the languages of expressions are there, and can read them. */
final class ExpressionCheck implements Check {

    /** What Camel's YAML calls its languages, but for those that name no text of theirs. */
    private static final Set<String> LANGUAGES = Set.of(
            "constant",
            "csimple",
            "datasonnet",
            "exchangeProperty",
            "groovy",
            "header",
            "hl7terser",
            "java",
            "joor",
            "jq",
            "js",
            "jsonpath",
            "mvel",
            "ognl",
            "python",
            "simple",
            "spel",
            "tokenize",
            "variable",
            "wasm",
            "xpath",
            "xquery",
            "xtokenize");

    /** Whoever asks a question rather than for a value. */
    private static final Set<String> QUESTIONS =
            Set.of("filter", "when", "validate", "onWhen", "handled", "continued", "retryWhile");

    /** Languages whose syntax can be told before a message is there. */
    private static final List<String> READABLE = List.of("simple", "jq", "jsonpath", "xpath");

    /** It loads the languages; a start does, too, and fails at the first expression that cannot be read. */
    @Override
    public boolean isSlow() {
        return true;
    }

    @Override
    public void check(Declared declared, Findings findings) {
        try (DefaultCamelContext context = new DefaultCamelContext(false)) {
            declared.elements().filter(ExpressionCheck::isExpression).forEach(expression -> {
                if (!declared.classPath().hasLanguage(expression.key())) {
                    findings.add(
                            Code.LANGUAGE_UNKNOWN,
                            expression.keyNode(),
                            "no language is called " + expression.key(),
                            "use one that is there: "
                                    + Findings.listed(declared.classPath().languages()));
                } else if (READABLE.contains(expression.key())) {
                    Node text = expression.value() instanceof ScalarNode
                            ? expression.value()
                            : expression.field("expression").orElse(expression.keyNode());
                    read(expression, text, declared, context, findings);
                }
            });
            declared.elements("language")
                    .filter(each -> each.text("language").length() > 0)
                    .forEach(expression -> {
                        String name = expression.text("language");
                        if (!name.contains("{{") && !declared.classPath().hasLanguage(name)) {
                            Set<String> known = declared.classPath().languages();
                            findings.add(
                                    Code.LANGUAGE_UNKNOWN,
                                    expression.field("language").orElse(expression.keyNode()),
                                    "no language is called " + name,
                                    Nearest.close(name, known)
                                            .map(near -> "correct the name, the nearest is " + near)
                                            .orElse("use one that is there: " + Findings.listed(known)));
                        }
                    });
            declared.elements("log").filter(Element::isStep).forEach(log -> {
                Node message = log.value() instanceof ScalarNode
                        ? log.value()
                        : log.field("message").orElse(log.keyNode());
                if (log.text("logLanguage").isEmpty()) {
                    read(log, message, declared, context, findings);
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A language is a key of its own, in {@code expression:} or right in a step. */
    private static boolean isExpression(Element element) {
        return LANGUAGES.contains(element.key())
                && element.parent() != null
                && !element.isStep()
                && !element.entry().is("rest", "beans");
    }

    private static void read(
            Element expression, Node node, Declared declared, DefaultCamelContext context, Findings findings) {
        String text = declared.resolve(expression, node).orElse("");
        if (text.isEmpty()) {
            return;
        }
        String name = expression.is("log") ? "simple" : expression.key();
        try {
            Language language = context.resolveLanguage(name);
            if (isQuestion(expression)) {
                language.createPredicate(text);
            } else if (name.equals("simple")) {
                // Not prepared further, as that would look for beans.
                language.createExpression(text);
            } else {
                language.createExpression(text).init(context);
            }
        } catch (RuntimeException e) {
            findings.add(
                    Code.EXPRESSION_SYNTAX,
                    node,
                    "the " + name + " expression cannot be read: " + reason(e),
                    "correct its syntax");
        }
    }

    private static String reason(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return StartFailure.firstLine(root).replaceAll("[.;]\\s*$", "");
    }

    private static boolean isQuestion(Element expression) {
        Element step = expression.parent();
        if (step != null && step.is("expression")) {
            step = step.parent();
        }
        return step != null
                && (QUESTIONS.contains(step.key())
                        || (step.is("loop") && step.text("doWhile").equals("true")));
    }
}
