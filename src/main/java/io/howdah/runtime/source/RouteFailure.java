package io.howdah.runtime.source;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.camel.ExpressionIllegalSyntaxException;
import org.apache.camel.FailedToCreateRouteException;
import org.apache.camel.FailedToStartRouteException;
import org.apache.camel.NoSuchBeanException;
import org.apache.camel.NoSuchEndpointException;
import org.apache.camel.PropertyBindingException;
import org.apache.camel.ResolveEndpointFailedException;
import org.apache.camel.component.bean.MethodNotFoundException;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;

/** Turns Camel's exception for a route that it cannot create into one line: source location, route, problem and fix. */
final class RouteFailure {

    private static final Pattern UNKNOWN_OPTIONS = Pattern.compile("Unknown parameters=\\[\\{(.*)}]", Pattern.DOTALL);
    private static final Pattern FILE = Pattern.compile("^Error pre-parsing resource: (?:file|classpath):(.*)$");
    private static final Pattern SCHEME = Pattern.compile("endpoint: ([a-zA-Z0-9+.-]+):");

    private RouteFailure() {}

    /** Returns the line, or empty if the failure does not concern a route. */
    static Optional<String> explain(List<Throwable> chain, RouteFiles files) {
        for (Throwable cause : chain) {
            if (cause instanceof MarkedYamlEngineException yaml) {
                return Optional.of(brokenYaml(yaml));
            }
            if (cause instanceof FailedToCreateRouteException route) {
                return Optional.of(line(route.getRouteId(), chain, files));
            }
            if (cause instanceof FailedToStartRouteException route) {
                return Optional.of(line(route.getRouteId(), chain, files));
            }
            Matcher file = FILE.matcher(String.valueOf(cause.getMessage()));
            if (file.find()) {
                return Optional.of(file.group(1) + ": " + reason(chain));
            }
        }
        return Optional.empty();
    }

    /** Returns the YAML reader's message with its location, without the excerpt of the file. */
    private static String brokenYaml(MarkedYamlEngineException e) {
        Optional<Mark> mark = e.getProblemMark().or(e::getContextMark);
        return mark.map(at -> SourceLocation.of(at).toString()).orElse("routes") + ": " + problem(e)
                + "; correct the name, the indentation or the quotes there";
    }

    /** Returns the YAML reader's message without its location. */
    static String problem(MarkedYamlEngineException e) {
        return e.getProblem() == null ? StartFailure.firstLine(e) : e.getProblem();
    }

    private static String line(@Nullable String routeId, List<Throwable> chain, RouteFiles files) {
        String location = routeId == null
                ? ""
                : files.locationOfRoute(routeId).map(at -> at + ": ").orElse("") + "route " + routeId + ": ";
        return location + reason(chain);
    }

    private static String reason(List<Throwable> chain) {
        Throwable root = chain.get(chain.size() - 1);
        for (Throwable cause : chain) {
            if (cause instanceof NoSuchBeanException bean) {
                return "no bean is called " + bean.getName() + "; correct the name, or declare it under beans:";
            }
            if (cause instanceof NoSuchEndpointException endpoint) {
                return "no component is called " + scheme(endpoint.getUri()) + "; correct the URI's scheme";
            }
            if (cause instanceof MethodNotFoundException method) {
                return StartFailure.firstLine(method).replaceFirst(" on bean: .* of type: ", " on ")
                        + "; correct the method";
            }
            if (cause instanceof ClassNotFoundException) {
                return "class " + cause.getMessage() + " is not on the class path; correct its name";
            }
            if (cause instanceof PropertyBindingException option) {
                return "option " + option.getPropertyName() + " is refused: " + StartFailure.firstLine(root)
                        + "; correct its value";
            }
            if (cause instanceof ExpressionIllegalSyntaxException expression) {
                return "expression " + expression.getExpression() + " has a syntax error: "
                        + StartFailure.firstLine(root)
                        + "; correct its syntax";
            }
        }
        return unknownOptions(root).orElseGet(() -> StartFailure.reason(root).replaceFirst("^Failed .* because: ", ""));
    }

    /** Returns the names of unknown options without their values, which may be secrets. */
    private static Optional<String> unknownOptions(Throwable root) {
        Matcher options = UNKNOWN_OPTIONS.matcher(String.valueOf(root.getMessage()));
        if (!(root instanceof ResolveEndpointFailedException) || !options.find()) {
            return Optional.empty();
        }
        String names = Pattern.compile(", ")
                .splitAsStream(options.group(1))
                .map(option -> option.replaceFirst("=.*", ""))
                .collect(Collectors.joining(", "));
        Matcher scheme = SCHEME.matcher(String.valueOf(root.getMessage()));
        return Optional.of((scheme.find() ? scheme.group(1) + ": has" : "the URI has") + " no option " + names
                + "; correct or delete it under parameters:");
    }

    private static String scheme(String uri) {
        return uri.replaceFirst(":.*", "");
    }
}
