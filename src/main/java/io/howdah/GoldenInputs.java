package io.howdah;

import io.howdah.golden.CaseResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Where golden inputs are in application folders. */
final class GoldenInputs {

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
}
