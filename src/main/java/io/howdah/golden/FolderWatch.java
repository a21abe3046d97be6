package io.howdah.golden;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Notices that a file below some folders has changed, by looking: that sees what editors do by renaming, links that are put elsewhere,
 * and folders of a network, which do not notify everywhere.
 */
public final class FolderWatch {

    private static final long LOOK_MS = 200;

    private final List<Path> folders;
    private final CountDownLatch never = new CountDownLatch(1);
    private Map<Path, String> seen;

    /** Begins with what is there now. */
    public FolderWatch(List<Path> folders) {
        this.folders = folders;
        this.seen = look();
    }

    /**
     * Waits until something is different from when this was asked last, and then until nothing changes any more.
     *
     * @throws InterruptedException if it is to end
     */
    public void awaitChange() throws InterruptedException {
        Map<Path, String> before = seen;
        Map<Path, String> now = look();
        while (now.equals(before)) {
            pause();
            now = look();
        }
        do {
            seen = now;
            pause();
            now = look();
        } while (!now.equals(seen));
    }

    private void pause() throws InterruptedException {
        var unused = never.await(LOOK_MS, TimeUnit.MILLISECONDS);
    }

    private Map<Path, String> look() {
        Map<Path, String> files = new TreeMap<>();
        for (Path folder : folders) {
            try (Stream<Path> all = Files.walk(folder)) {
                all.forEach(file -> state(file, files));
            } catch (IOException | UncheckedIOException e) {
                // A file went while it was looked at: the next look tells.
                files.put(folder, String.valueOf(e.getMessage()));
            }
        }
        return files;
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
