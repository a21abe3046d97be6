package io.howdah.tools.scaffold;

import io.howdah.runtime.source.StartException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Files that are written together or not at all. Existing files stay unchanged. */
final class NewFiles {

    private final Path folder;
    private final Map<String, String> texts = new LinkedHashMap<>();

    NewFiles(Path folder) {
        this.folder = folder;
    }

    /** Adds a file, by its path relative to the folder. */
    void add(String name, String text) {
        texts.put(name, text);
    }

    /** Returns the names of the files. */
    List<String> names() {
        return List.copyOf(texts.keySet());
    }

    /**
     * Checks that none of the files exists.
     *
     * @throws StartException if one exists
     */
    void requireNew() {
        for (String name : texts.keySet()) {
            if (Files.exists(folder.resolve(name))) {
                throw new StartException(folder.resolve(name) + " already exists; delete it or choose another name");
            }
        }
    }

    /**
     * Writes the files.
     *
     * @throws StartException if a file exists or cannot be written; the files before it are deleted
     */
    void write() {
        requireNew();
        List<Path> written = new ArrayList<>();
        texts.forEach((name, text) -> {
            Path file = folder.resolve(name);
            try {
                Files.createDirectories(file.getParent());
                Files.writeString(file, text, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                written.add(file);
            } catch (IOException e) {
                written.forEach(NewFiles::delete);
                throw new StartException(
                        e instanceof FileAlreadyExistsException
                                ? file + " already exists; delete it or choose another name"
                                : file + " cannot be written (" + e + "); fix the folder's permissions",
                        e);
            }
        });
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            // The exception about the file that failed has the cause.
        }
    }
}
