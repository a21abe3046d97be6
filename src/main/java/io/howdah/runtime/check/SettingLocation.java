package io.howdah.runtime.check;

import io.howdah.runtime.source.SourceLocation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Finds the source location of a setting. */
final class SettingLocation {

    private static final String PROPERTIES = "application.properties";

    private SettingLocation() {}

    /**
     * Returns the line of a key in the last folder that has it, because that one counts. If no folder has it, returns the start of
     * application.properties.
     */
    static SourceLocation of(String key, List<Path> folders) {
        SourceLocation location = SourceLocation.startOf(PROPERTIES);
        for (Path folder : folders) {
            Path file = folder.resolve(PROPERTIES);
            List<String> lines = Files.exists(file) ? lines(file) : List.of();
            for (int i = 0; i < lines.size(); i++) {
                if (lines.get(i).strip().split("[=: ]", 2)[0].equals(key)) {
                    location = new SourceLocation(file.toString(), i + 1, 1);
                }
            }
        }
        return location;
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
