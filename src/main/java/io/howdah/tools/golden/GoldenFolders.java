package io.howdah.tools.golden;

import io.howdah.runtime.source.ApplicationSources;
import io.howdah.runtime.source.StartException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Reads the cases of an application from {@code golden/<domain>/} of each of its folders. */
final class GoldenFolders {

    /** Folder of the cases in an application's folder. */
    private static final String NAME = "golden";

    private GoldenFolders() {}

    /**
     * Returns all cases, sorted.
     *
     * @throws StartException if there are none, or a file cannot be read
     */
    static List<GoldenCase> read(ApplicationSources sources) {
        List<GoldenCase> cases = sources.read(roots -> {
            List<GoldenCase> found = new ArrayList<>();
            roots.forEach(root -> found.addAll(of(root)));
            return found;
        });
        if (cases.isEmpty()) {
            Path folder = sources.folders().get(0).resolve(NAME);
            throw new StartException(folder + ": no test cases; write a record's value to "
                    + folder.resolve("<domain>").resolve("<name>" + GoldenCase.INPUT)
                    + ", and run `howdah test --update` to write the expected result");
        }
        return cases;
    }

    private static List<GoldenCase> of(Path root) {
        List<GoldenCase> cases = new ArrayList<>();
        for (Path domain : list(root.resolve(NAME))) {
            if (Files.isDirectory(domain)) {
                Map<String, GoldenFile> files = files(domain);
                String name = String.valueOf(domain.getFileName()).replaceFirst("/$", "");
                GoldenCase.names(files.keySet()).forEach(each -> cases.add(new GoldenCase(name, each, domain, files)));
            }
        }
        return cases;
    }

    private static Map<String, GoldenFile> files(Path folder) {
        Map<String, GoldenFile> files = new TreeMap<>();
        for (Path file : list(folder)) {
            if (Files.isRegularFile(file)) {
                files.put(String.valueOf(file.getFileName()), new GoldenFile(file.toString(), bytes(file)));
            }
        }
        return files;
    }

    private static List<Path> list(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw new StartException(folder + " cannot be read (" + e + "); it must be a readable folder", e);
        }
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new StartException(file + " cannot be read (" + e + "); it must be a readable file", e);
        }
    }
}
