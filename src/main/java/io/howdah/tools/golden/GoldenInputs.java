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

/** Golden inputs in application folders, and the check that they still give the expected results. */
public final class GoldenInputs {

    private static final List<String> ENDINGS = List.of(".input.json", ".records.json");

    private GoldenInputs() {}

    /** Returns whether a folder has golden inputs. */
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

    /** Returns whether a case has an expected result. */
    static boolean isPaired(List<Path> folders, CaseResult result) {
        return Files.exists(of(folders, result).resolveSibling(result.name() + ".expected.json"));
    }

    /** Returns the input file of a case, or the golden folder if no file is found. */
    static Path of(List<Path> folders, CaseResult result) {
        return folders.stream()
                .map(folder -> folder.resolve("golden").resolve(result.domain()))
                .flatMap(domain -> ENDINGS.stream().map(ending -> domain.resolve(result.name() + ending)))
                .filter(Files::exists)
                .findFirst()
                .orElseGet(() -> folders.get(0).resolve("golden"));
    }

    /**
     * Runs the golden inputs of an application through its routes.
     *
     * @param database creates the database for the run
     * @return the first problem of each input with an unexpected result, by file
     */
    public static Map<Path, String> failures(ApplicationSources sources, Callable<GoldenDatabase> database) {
        Map<Path, String> failures = new TreeMap<>();
        if (sources.folders().stream().anyMatch(GoldenInputs::areIn)) {
            try (GoldenTests tests = new GoldenTests(sources.folders(), database)) {
                tests.with(new GoldenRun(sources, false)::on).stream()
                        .filter(result -> !result.passed() && isPaired(sources.folders(), result))
                        .forEach(result -> failures.put(
                                of(sources.folders(), result),
                                "its result differs from the expected one: "
                                        + result.problems().get(0)));
            }
        }
        return failures;
    }
}
