package io.howdah.tools.scaffold;

import io.howdah.runtime.source.StartException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Files that let editors complete and check the files of an application: schemas of this version, and settings that apply them. */
public final class EditorFiles {

    private static final Map<String, String> SCHEMAS = Map.of(
            ".howdah/camelYamlDsl.json", "/schema/camelYamlDsl.json",
            ".howdah/directives.graphqls", "/howdah/directives.graphqls");

    private EditorFiles() {}

    /** Returns all files by path, relative to the application's folder. */
    static Map<String, String> all() {
        Map<String, String> files = new LinkedHashMap<>();
        SCHEMAS.forEach((name, resource) -> files.put(name, Templates.resource(resource)));
        settings().forEach(files::put);
        return files;
    }

    private static Map<String, String> settings() {
        return Map.of(
                ".graphqlrc.yaml", Templates.fill("application/graphqlrc.yaml", Map.of()),
                ".vscode/settings.json", Templates.fill("application/vscode-settings.json", Map.of()),
                ".vscode/extensions.json", Templates.fill("application/vscode-extensions.json", Map.of()));
    }

    /**
     * Writes the files into an existing folder. Files in {@code .howdah/} belong to this version and are replaced; other files belong to
     * the engineer, and existing ones stay unchanged.
     *
     * @return one line for each file
     * @throws StartException if one cannot be written
     */
    public static List<String> refresh(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new StartException(folder + " is not a folder; give a folder with routes/ and graphql/");
        }
        List<String> report = new ArrayList<>();
        all().forEach((name, text) -> {
            Path file = folder.resolve(name);
            if (SCHEMAS.containsKey(name) || !Files.exists(file)) {
                write(file, text);
                report.add("wrote " + file);
            } else {
                report.add("kept " + file);
            }
        });
        report.sort(null);
        return report;
    }

    private static void write(Path file, String text) {
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new StartException(file + " cannot be written (" + e + "); fix the folder's permissions", e);
        }
    }
}
