package io.howdah.tools.golden;

import io.howdah.timing.FileWatch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Watches the files below some folders, but those of tools. */
public final class FolderWatch {

    private static final Duration LOOK = Duration.ofMillis(200);

    /** Folders of tools, beside those that are hidden. */
    private static final Set<String> OF_TOOLS = Set.of("target", "build", "node_modules");

    private final List<Path> folders;
    private final Optional<Path> ownFile;
    private final FileWatch<Map<Path, String>> watch;

    /**
     * Begins with what is there now.
     *
     * @param ownFile a file that is written after each change, and is none itself
     */
    public FolderWatch(List<Path> folders, Optional<Path> ownFile) {
        this.folders = folders;
        this.ownFile = ownFile.map(Path::toAbsolutePath);
        this.watch = new FileWatch<>(look(), this::look);
    }

    /**
     * Waits until something is different from when this was asked last, and then until nothing changes any more.
     *
     * @throws InterruptedException if it is to end
     */
    public void awaitChange() throws InterruptedException {
        watch.await(LOOK);
    }

    private Map<Path, String> look() {
        Map<Path, String> files = new TreeMap<>();
        for (Path folder : folders) {
            try (Stream<Path> all = Files.walk(folder)) {
                all.filter(file -> isWatched(folder.relativize(file), file)).forEach(file -> state(file, files));
            } catch (IOException | UncheckedIOException e) {
                // A file went while it was looked at: the next look tells.
                files.put(folder, String.valueOf(e.getMessage()));
            }
        }
        return files;
    }

    private boolean isWatched(Path inFolder, Path file) {
        for (Path name : inFolder) {
            String text = name.toString();
            if (OF_TOOLS.contains(text) || (text.startsWith(".") && text.length() > 1)) {
                return false;
            }
        }
        return ownFile.isEmpty() || !ownFile.get().equals(file.toAbsolutePath());
    }

    private static void state(Path file, Map<Path, String> files) {
        try {
            BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
            if (found.isRegularFile()) {
                files.put(file, found.lastModifiedTime() + " " + found.size() + " " + found.fileKey());
            }
        } catch (IOException e) {
            files.put(file, "gone");
        }
    }
}
