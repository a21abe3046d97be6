package io.howdah.runtime.check;

import io.howdah.runtime.source.SourceLocation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Checks that each golden input has an expected file. */
final class GoldenCheck implements Check {

    private static final String INPUT = ".input.json";

    @Override
    public void check(Declared declared, Findings findings) {
        for (Path folder : declared.sources().folders()) {
            Path golden = folder.resolve("golden");
            if (Files.isDirectory(golden)) {
                check(golden, findings);
            }
        }
    }

    private static void check(Path golden, Findings findings) {
        try (Stream<Path> files = Files.walk(golden)) {
            files.filter(file -> file.toString().endsWith(INPUT)).forEach(input -> {
                String name = String.valueOf(input.getFileName()).replace(INPUT, ".expected.json");
                if (!Files.exists(input.resolveSibling(name))) {
                    findings.add(
                            Code.GOLDEN_UNPAIRED,
                            SourceLocation.startOf(input.toString()),
                            "there is no " + name + " next to the input");
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
