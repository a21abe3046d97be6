package io.howdah.tools.scaffold;

import io.howdah.runtime.source.StartException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What editors need to complete and check the files of an application: schemas of this very version, and where they hold. */
public final class EditorFiles {

    private static final Map<String, String> SCHEMAS = Map.of(
            ".howdah/camelYamlDsl.json", "/schema/camelYamlDsl.json",
            ".howdah/directives.graphqls", "/howdah/directives.graphqls");

    private EditorFiles() {}

    /** Return all by their path from the folder. */
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
     * Writes them into a folder that is there. Those of {@code .howdah/} are this version's, and replace others; the rest is the
     * engineer's own, and is left as it is.
     *
     * @return what was written, one line each
     * @throws StartException if one cannot be written
     */
    public static List<String> refresh(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new StartException(folder + " is not a folder; give one that holds routes/ and graphql/");
        }
        List<String> said = new ArrayList<>();
        all().forEach((name, text) -> {
            Path file = folder.resolve(name);
            if (SCHEMAS.containsKey(name) || !Files.exists(file)) {
                write(file, text);
                said.add("wrote " + file);
            } else {
                said.add("left " + file + " as it is");
            }
        });
        said.sort(null);
        return said;
    }

    private static void write(Path file, String text) {
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new StartException(file + " cannot be written (" + e + "); correct the folder's rights", e);
        }
    }
}
