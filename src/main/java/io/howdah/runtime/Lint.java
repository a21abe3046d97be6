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

/** What the linter cannot know of the runtime by itself: the beans that routes may name, and what placeholders ask of them. */
public final class Lint implements Linter.Surroundings {

    private final ApplicationSources sources;
    private final SettingValues values;

    private final Supplier<Map<Path, String>> goldenFailures;

    private Lint(ApplicationSources sources, SettingValues values, Supplier<Map<Path, String>> goldenFailures) {
        this.sources = sources;
        this.values = values;
        this.goldenFailures = goldenFailures;
    }

    /** Looks through an application before its start, for what that would not find itself. */
    public static Linter beforeStart(ApplicationSources sources, SettingValues values) {
        return Linter.beforeStart(sources, values, new Lint(sources, values, Map::of));
    }

    /** Looks through an application as {@code howdah run} would take it. */
    public static Linter of(ApplicationSources sources, SettingValues values) {
        return of(sources, values, Map::of);
    }

    /**
     * Looks through an application, with what its golden inputs become.
     *
     * @param goldenFailures why golden inputs do not become what is expected of them, by file; asked when all else is in order
     */
    public static Linter of(
            ApplicationSources sources, SettingValues values, Supplier<Map<Path, String>> goldenFailures) {
        return Linter.of(sources, values, new Lint(sources, values, goldenFailures));
    }

    /** Returns what finds the references of an application's routes. */
    static RouteReferences references(ApplicationSources sources, SettingValues values, ReadModels models) {
        return new RouteReferences(values.forRoutes(), new Lint(sources, values, Map::of).functions(models));
    }

    /** Those of the runtime, and those that settings make. */
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

    /** As {@link ReadModelProperties} and {@link RecordFormatProperties} answer. */
    @Override
    public Map<String, UnaryOperator<String>> functions(ReadModels models) {
        UnaryOperator<String> ofModels = question -> ReadModelProperties.answer(models, question);
        try {
            Settings settings = Settings.of(values);
            RecordFormats formats = new RecordFormats(
                    sources::file, settings.schemaRegistry(), settings.downstreamTimeout(), JsonMappers.PLAIN);
            return Map.of(
                    "readmodel",
                    ofModels,
                    "recordformat",
                    question -> RecordFormatProperties.answer(formats, question));
        } catch (SettingException e) {
            // A certificate, perhaps, that is on another machine; howdah config says so.
            return Map.of("readmodel", ofModels);
        }
    }
}
