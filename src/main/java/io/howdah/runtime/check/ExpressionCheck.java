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

/** Checks that the languages of expressions exist, and that expressions have no syntax error. */
final class ExpressionCheck implements Check {

    /** Names of expression languages in Camel's YAML, without those that have no text. */
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

    /** Steps and fields with a predicate instead of an expression. */
    private static final Set<String> PREDICATES =
            Set.of("filter", "when", "validate", "onWhen", "handled", "continued", "retryWhile");

    /** Languages with a syntax that can be checked without a message. */
    private static final List<String> CHECKABLE = List.of("simple", "jq", "jsonpath", "xpath");

    /** Returns true: the check loads the languages. A start loads them, too, and fails at the first syntax error. */
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
                            "use one of " + Findings.listed(declared.classPath().languages()));
                } else if (CHECKABLE.contains(expression.key())) {
                    Node text = expression.value() instanceof ScalarNode
                            ? expression.value()
                            : expression.field("expression").orElse(expression.keyNode());
                    checkSyntax(expression, text, declared, context, findings);
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
                                            .orElse("use one of " + Findings.listed(known)));
                        }
                    });
            declared.elements("log").filter(Element::isStep).forEach(log -> {
                Node message = log.value() instanceof ScalarNode
                        ? log.value()
                        : log.field("message").orElse(log.keyNode());
                if (log.text("logLanguage").isEmpty()) {
                    checkSyntax(log, message, declared, context, findings);
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns whether the element's key is a language, in {@code expression:} or directly in a step. */
    private static boolean isExpression(Element element) {
        return LANGUAGES.contains(element.key())
                && element.parent() != null
                && !element.isStep()
                && !element.entry().is("rest", "beans");
    }

    private static void checkSyntax(
            Element expression, Node node, Declared declared, DefaultCamelContext context, Findings findings) {
        String text = declared.resolve(expression, node).orElse("");
        if (text.isEmpty()) {
            return;
        }
        String name = expression.is("log") ? "simple" : expression.key();
        try {
            Language language = context.resolveLanguage(name);
            if (isPredicate(expression)) {
                language.createPredicate(text);
            } else if (name.equals("simple")) {
                // No init: it would look for beans.
                language.createExpression(text);
            } else {
                language.createExpression(text).init(context);
            }
        } catch (RuntimeException e) {
            findings.add(
                    Code.EXPRESSION_SYNTAX,
                    node,
                    "the " + name + " expression has a syntax error: " + reason(e),
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

    private static boolean isPredicate(Element expression) {
        Element step = expression.parent();
        if (step != null && step.is("expression")) {
            step = step.parent();
        }
        return step != null
                && (PREDICATES.contains(step.key())
                        || (step.is("loop") && step.text("doWhile").equals("true")));
    }
}
