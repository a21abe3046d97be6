package io.howdah.runtime;

import io.howdah.change.ChangeStreamComponent;
import io.howdah.config.SettingException;
import io.howdah.config.SettingValues;
import io.howdah.config.Settings;
import io.howdah.ingest.format.RecordFormats;
import io.howdah.model.ReadModels;
import io.howdah.runtime.check.Linter;
import io.howdah.runtime.check.RouteReferences;
import io.howdah.runtime.source.ApplicationSources;
import io.howdah.text.JsonMappers;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Runs the linter, and gives it the runtime's beans and placeholder functions. */
public final class Lint implements Linter.Surroundings {

    private final ApplicationSources sources;
    private final SettingValues values;

    private final Supplier<Map<Path, String>> goldenFailures;

    private Lint(ApplicationSources sources, SettingValues values, Supplier<Map<Path, String>> goldenFailures) {
        this.sources = sources;
        this.values = values;
        this.goldenFailures = goldenFailures;
    }

    /** Runs the fast checks before a start: those that find what the start would miss. */
    public static Linter beforeStart(ApplicationSources sources, SettingValues values) {
        return Linter.beforeStart(sources, values, new Lint(sources, values, Map::of));
    }

    /** Runs all checks except the golden tests. */
    public static Linter of(ApplicationSources sources, SettingValues values) {
        return of(sources, values, Map::of);
    }

    /**
     * Runs all checks.
     *
     * @param goldenFailures runs the golden tests and returns the reasons of failures by input file; called only if there are no errors
     */
    public static Linter of(
            ApplicationSources sources, SettingValues values, Supplier<Map<Path, String>> goldenFailures) {
        return Linter.of(sources, values, new Lint(sources, values, goldenFailures));
    }

    /** Returns the reader of the references of an application's routes. */
    static RouteReferences references(ApplicationSources sources, SettingValues values, ReadModels models) {
        return new RouteReferences(values.forRoutes(), new Lint(sources, values, Map::of).functions(models));
    }

    /** Returns the beans of the runtime, and those that settings create. */
    @Override
    public Set<String> beans() {
        Stream<String> ofSettings = values.asMap().keySet().stream()
                .filter(key -> key.startsWith("camel.beans."))
                .map(key -> key.substring("camel.beans.".length()).replaceFirst("[.\\[].*", ""));
        return Stream.concat(RouteBeans.all().map(RouteBean::name), ofSettings).collect(Collectors.toSet());
    }

    @Override
    public Map<Path, String> goldenFailures() {
        return goldenFailures.get();
    }

    @Override
    public Set<String> options(String scheme) {
        return scheme.equals("mongodb") ? Set.of(ChangeStreamComponent.TOKEN_REPOSITORY) : Set.of();
    }

    /** Returns the functions of {@link ReadModelProperties} and {@link RecordFormatProperties}. */
    @Override
    public Map<String, UnaryOperator<String>> functions(ReadModels models) {
        UnaryOperator<String> ofModels = argument -> ReadModelProperties.resolve(models, argument);
        try {
            Settings settings = Settings.of(values);
            RecordFormats formats = new RecordFormats(
                    sources::file, settings.schemaRegistry(), settings.downstreamTimeout(), JsonMappers.PLAIN);
            return Map.of(
                    "readmodel",
                    ofModels,
                    "recordformat",
                    argument -> RecordFormatProperties.resolve(formats, argument));
        } catch (SettingException e) {
            // An invalid setting, such as a certificate that only another machine has. howdah config reports it.
            return Map.of("readmodel", ofModels);
        }
    }
}
