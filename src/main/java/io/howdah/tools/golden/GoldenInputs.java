package io.howdah.tools.golden;

import io.howdah.runtime.source.ApplicationSources;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

/** Where golden inputs are in application folders. */
public final class GoldenInputs {

    private static final List<String> ENDINGS = List.of(".input.json", ".records.json");

    private GoldenInputs() {}

    /** Return whether a folder has any. */
    static boolean areIn(Path folder) {
        Path golden = folder.resolve("golden");
        if (!Files.isDirectory(golden)) {
            return false;
        }
        try (Stream<Path> files = Files.walk(golden)) {
            return files.anyMatch(file -> ENDINGS.stream().anyMatch(file.toString()::endsWith));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Return whether there is something that is expected of a case. */
    static boolean isPaired(List<Path> folders, CaseResult result) {
        return Files.exists(of(folders, result).resolveSibling(result.name() + ".expected.json"));
    }

    /** Return the input of a case; its folder, if it is none that is found. */
    static Path of(List<Path> folders, CaseResult result) {
        return folders.stream()
                .map(folder -> folder.resolve("golden").resolve(result.domain()))
                .flatMap(domain -> ENDINGS.stream().map(ending -> domain.resolve(result.name() + ending)))
                .filter(Files::exists)
                .findFirst()
                .orElseGet(() -> folders.get(0).resolve("golden"));
    }

    /**
     * Takes the golden inputs of an application through it.
     *
     * @param database what it runs on, made for this
     * @return why inputs do not become what is expected of them, by file
     */
    public static Map<Path, String> failures(ApplicationSources sources, Callable<GoldenDatabase> database) {
        Map<Path, String> failures = new TreeMap<>();
        if (sources.folders().stream().anyMatch(GoldenInputs::areIn)) {
            try (GoldenTests tests = new GoldenTests(sources.folders(), database)) {
                tests.with(new GoldenRun(sources, false)::on).stream()
                        .filter(result -> !result.passed() && isPaired(sources.folders(), result))
                        .forEach(result -> failures.put(
                                of(sources.folders(), result),
                                "it does not become what is expected of it: "
                                        + result.problems().get(0)));
            }
        }
        return failures;
    }
}
