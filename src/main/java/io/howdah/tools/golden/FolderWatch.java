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

/** Watches the files below some folders, except hidden folders and folders of build tools. */
public final class FolderWatch {

    private static final Duration POLL_INTERVAL = Duration.ofMillis(200);

    /** Folders of build tools. */
    private static final Set<String> TOOL_FOLDERS = Set.of("target", "build", "node_modules");

    private final List<Path> folders;
    private final Optional<Path> ownFile;
    private final FileWatch<Map<Path, String>> watch;

    /**
     * Starts the watch from the current state.
     *
     * @param ownFile a file that the caller writes after each change; its changes are ignored
     */
    public FolderWatch(List<Path> folders, Optional<Path> ownFile) {
        this.folders = folders;
        this.ownFile = ownFile.map(Path::toAbsolutePath);
        this.watch = new FileWatch<>(look(), this::look);
    }

    /**
     * Waits until something has changed since the last call, and then until nothing changes any more.
     *
     * @throws InterruptedException if the thread is interrupted
     */
    public void awaitChange() throws InterruptedException {
        watch.await(POLL_INTERVAL);
    }

    private Map<Path, String> look() {
        Map<Path, String> files = new TreeMap<>();
        for (Path folder : folders) {
            try (Stream<Path> all = Files.walk(folder)) {
                all.filter(file -> isWatched(folder.relativize(file), file)).forEach(file -> state(file, files));
            } catch (IOException | UncheckedIOException e) {
                // A file was deleted during the walk; the next poll sees the result.
                files.put(folder, String.valueOf(e.getMessage()));
            }
        }
        return files;
    }

    private boolean isWatched(Path inFolder, Path file) {
        for (Path name : inFolder) {
            String text = name.toString();
            if (TOOL_FOLDERS.contains(text) || (text.startsWith(".") && text.length() > 1)) {
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
