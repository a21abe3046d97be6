package io.howdah;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.howdah.change.ChangeStreamComponent;
import io.howdah.config.SettingException;
import io.howdah.config.SettingValues;
import io.howdah.config.Settings;
import io.howdah.format.RecordFormats;
import io.howdah.golden.GoldenRun;
import io.howdah.lint.Linter;
import io.howdah.model.ReadModels;
import io.howdah.source.ApplicationSources;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the linter cannot know of the runtime by itself: the beans that routes may name, and what placeholders ask of them. */
final class Lint implements Linter.Surroundings {

    private final ApplicationSources sources;
    private final SettingValues values;

    private final Optional<Callable<GoldenDatabase>> database;

    private Lint(ApplicationSources sources, SettingValues values, Optional<Callable<GoldenDatabase>> database) {
        this.sources = sources;
        this.values = values;
        this.database = database;
    }

    /** Looks through an application before its start, for what that would not find itself. */
    static Linter beforeStart(ApplicationSources sources, SettingValues values) {
        return Linter.beforeStart(sources, values, new Lint(sources, values, Optional.empty()));
    }

    /** Looks through an application as {@code howdah run} would take it. */
    static Linter of(ApplicationSources sources, SettingValues values) {
        return Linter.of(sources, values, new Lint(sources, values, Optional.empty()));
    }

    /** Looks through an application as well, and takes its golden inputs through it, on a database of their own. */
    static Linter withGoldenInputs(
            ApplicationSources sources, SettingValues values, Callable<GoldenDatabase> database) {
        return Linter.of(sources, values, new Lint(sources, values, Optional.of(database)));
    }

    /** Those of the runtime, and those that settings make. */
    @Override
    public Set<String> beans() {
        Stream<String> ofSettings = values.asMap().keySet().stream()
                .filter(key -> key.startsWith("camel.beans."))
                .map(key -> key.substring("camel.beans.".length()).replaceFirst("[.\\[].*", ""));
        return Stream.concat(Beans.NAMES.stream(), ofSettings).collect(Collectors.toSet());
    }

    @Override
    public Map<Path, String> goldenFailures() {
        Map<Path, String> failures = new TreeMap<>();
        if (database.isPresent() && sources.folders().stream().anyMatch(GoldenInputs::areIn)) {
            try (GoldenTests tests = new GoldenTests(sources.folders(), database.get())) {
                tests.with(new GoldenRun(sources, false)::on).stream()
                        .filter(result -> !result.passed() && GoldenInputs.isPaired(sources.folders(), result))
                        .forEach(result -> failures.put(
                                GoldenInputs.of(sources.folders(), result),
                                "it does not become what is expected of it: "
                                        + result.problems().get(0)));
            }
        }
        return failures;
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
                    sources::file, settings.schemaRegistry(), settings.downstreamTimeout(), new ObjectMapper());
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
