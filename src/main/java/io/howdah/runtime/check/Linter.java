package io.howdah.runtime.check;

import io.howdah.config.SettingException;
import io.howdah.config.SettingValues;
import io.howdah.model.ReadModels;
import io.howdah.model.SchemaException;
import io.howdah.model.SdlProblem;
import io.howdah.model.SdlSource;
import io.howdah.runtime.source.ApplicationSources;
import io.howdah.runtime.source.RouteFiles;
import io.howdah.runtime.source.SourceLocation;
import io.howdah.runtime.source.StartException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Checks an application's files before the application runs. Opens no connection and no port, and runs none of the application's code
 * except the routes that golden inputs pass.
 */
public final class Linter {

    /** Everything that routes may refer to without a declaration in the application's files. */
    public interface Surroundings {

        /** Returns the names of the runtime's beans. */
        Set<String> beans();

        /** Returns the options of a scheme that the description in the component's JAR lacks. */
        Set<String> options(String scheme);

        /** Returns the functions of the placeholders {@code {{name:...}}} by name; they throw if they have no value. */
        Map<String, UnaryOperator<String>> functions(ReadModels models);

        /** Runs the golden inputs through the application and returns those that fail, each with the reason. */
        Map<Path, String> goldenFailures();
    }

    private static final List<Check> CHECKS = List.of(
            new SyntaxCheck(),
            new JavaRoutesCheck(),
            new SchemaCheck(),
            new PlaceholderCheck(),
            new TemplateCheck(),
            new RouteIdCheck(),
            new DirectCheck(),
            new DirectCycleCheck(),
            new EndpointCheck(),
            new BeanCheck(),
            new DataFormatCheck(),
            new ExpressionCheck(),
            new ChainCheck(),
            new GoldenCheck(),
            new WriteCheck(),
            new HelperCheck(),
            new DeadLetterCheck(),
            new LiteralCheck(),
            // Last, because it runs routes only if no other check has found an error.
            new GoldenRunCheck());

    private final RouteFiles routes;
    private final @Nullable ReadModels models;
    private final List<Finding> findings;

    private Linter(ApplicationSources sources, SettingValues values, Surroundings surroundings, List<Check> checks) {
        Findings found = new Findings();
        List<SdlSource> schemas = sources.schemas();
        this.routes = RouteFiles.read(sources.routeFiles());
        this.models = models(sources, schemas, found).orElse(null);
        Declared declared = new Declared(sources, routes, models, values.forRoutes(), surroundings);
        checks.forEach(check -> check.check(declared, found));
        Silenced silenced = new Silenced();
        schemas.forEach(schema -> silenced.read(schema.name(), schema.text()));
        routes.documents()
                .forEach(document ->
                        silenced.read(document.file().name(), document.file().text()));
        this.findings = silenced.apply(found.sorted());
    }

    /** Runs all checks. */
    public static Linter of(ApplicationSources sources, SettingValues values, Surroundings surroundings) {
        return new Linter(sources, values, surroundings, CHECKS);
    }

    /** Runs the fast checks before a start: those that find what the start would miss, or report without a location. */
    public static Linter beforeStart(ApplicationSources sources, SettingValues values, Surroundings surroundings) {
        return new Linter(
                sources,
                values,
                surroundings,
                CHECKS.stream().filter(check -> !check.isSlow()).toList());
    }

    /** Returns the finding for an unknown key, or empty if the settings were rejected for another reason. */
    public static Optional<Finding> unknownKey(ApplicationSources sources, SettingException refusal) {
        return refusal.unknownKey()
                .map(key -> new Finding(
                        Code.KEY_UNKNOWN,
                        SettingLocation.of(key, sources.folders()),
                        String.valueOf(refusal.getMessage()),
                        "correct the key"));
    }

    private static Optional<ReadModels> models(ApplicationSources sources, List<SdlSource> schemas, Findings findings) {
        try {
            return Optional.of(ReadModels.load(schemas));
        } catch (SchemaException e) {
            for (SdlProblem problem : e.locatedProblems()) {
                findings.add(
                        problem.syntax() ? Code.SDL_SYNTAX : Code.SDL_INVALID,
                        problem.line() == 0
                                ? SourceLocation.startOf(schemaFolder(sources))
                                : new SourceLocation(problem.file(), problem.line(), problem.column()),
                        problem.what(),
                        problem.fix());
            }
            return Optional.empty();
        }
    }

    private static String schemaFolder(ApplicationSources sources) {
        return sources.isDemo()
                ? "graphql"
                : sources.folders().get(0).resolve("graphql").toString();
    }

    /** Returns the findings, sorted by location. */
    public List<Finding> findings() {
        return findings;
    }

    /**
     * Returns this linter if there are no errors.
     *
     * @throws StartException with one line per error
     */
    public Linter requireNoErrors() {
        List<Finding> errors = findings.stream().filter(Finding::isError).toList();
        if (!errors.isEmpty()) {
            throw new StartException(
                    errors.stream().map(Finding::line).collect(Collectors.joining(System.lineSeparator())));
        }
        return this;
    }

    /** Returns the route files. */
    public RouteFiles routes() {
        return routes;
    }

    /**
     * Returns the read models.
     *
     * @throws IllegalStateException if the SDL is invalid, which is a finding
     */
    public ReadModels models() {
        if (models == null) {
            throw new IllegalStateException("the SDL is invalid");
        }
        return models;
    }
}
