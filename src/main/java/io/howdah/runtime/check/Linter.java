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
 * Looks through an application's files before anything of it runs: no connection is made, no port is opened, and of the application's own
 * code nothing is called but what golden inputs are taken through.
 */
public final class Linter {

    /** What routes may refer to that no file of the application declares. */
    public interface Surroundings {

        /** Return the names of the beans that are there. */
        Set<String> beans();

        /** Return the options that endpoints of a scheme take beside those that the component's jar describes. */
        Set<String> options(String scheme);

        /** Return what answers the placeholders {@code {{name:...}}}, by name; an answer may be refused with an exception. */
        Map<String, UnaryOperator<String>> functions(ReadModels models);

        /** Return the golden inputs that do not become what is expected of them when they are taken through the application, each with why. */
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
            // The last: what it runs must be in order.
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

    /** Looks through the files, for everything that may be wrong. */
    public static Linter of(ApplicationSources sources, SettingValues values, Surroundings surroundings) {
        return new Linter(sources, values, surroundings, CHECKS);
    }

    /** Looks through the files before a start, for what the start itself would not find, or not place. */
    public static Linter beforeStart(ApplicationSources sources, SettingValues values, Surroundings surroundings) {
        return new Linter(
                sources,
                values,
                surroundings,
                CHECKS.stream().filter(check -> !check.isSlow()).toList());
    }

    /** Return that the settings name a key that Howdah does not have, if that is why they could not be read. */
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

    /** Return what was found, sorted by place. */
    public List<Finding> findings() {
        return findings;
    }

    /**
     * Return itself, if nothing was found that refuses a start.
     *
     * @throws StartException with the lines of what was
     */
    public Linter requireNoErrors() {
        List<Finding> errors = findings.stream().filter(Finding::isError).toList();
        if (!errors.isEmpty()) {
            throw new StartException(
                    errors.stream().map(Finding::line).collect(Collectors.joining(System.lineSeparator())));
        }
        return this;
    }

    /** Return the route files. */
    public RouteFiles routes() {
        return routes;
    }

    /**
     * Return the read models.
     *
     * @throws IllegalStateException if the SDL is broken, which is a finding
     */
    public ReadModels models() {
        if (models == null) {
            throw new IllegalStateException("the SDL is broken");
        }
        return models;
    }
}
