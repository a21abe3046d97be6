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

/** Files that are written together, or none of them. What is there already stays as it is. */
final class NewFiles {

    private final Path folder;
    private final Map<String, String> texts = new LinkedHashMap<>();

    NewFiles(Path folder) {
        this.folder = folder;
    }

    /** Remembers a file, by its path from the folder. */
    void add(String name, String text) {
        texts.put(name, text);
    }

    /** Return the names of the files. */
    List<String> names() {
        return List.copyOf(texts.keySet());
    }

    /**
     * Checks that none of them is there.
     *
     * @throws StartException if one is
     */
    void requireNew() {
        for (String name : texts.keySet()) {
            if (Files.exists(folder.resolve(name))) {
                throw new StartException(folder.resolve(name) + " is there already; delete it, or choose another name");
            }
        }
    }

    /**
     * Writes them.
     *
     * @throws StartException if one is there already or cannot be written; those before it are deleted again
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
                                ? file + " is there already; delete it, or choose another name"
                                : file + " cannot be written (" + e + "); correct the folder's rights",
                        e);
            }
        });
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            // The one that could not be written says why.
        }
    }
}
