package io.howdah.tools.golden;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderWatchTest {

    private static final long TIMEOUT_SECONDS = 20;

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void writeAFile() throws Exception {
        file = Files.createDirectories(folder.resolve("routes")).resolve("a.camel.yaml");
        Files.writeString(file, "one");
    }

    private void change(FolderWatch watch, Change change) throws Exception {
        CompletableFuture<Void> noticed = CompletableFuture.runAsync(() -> {
            try {
                watch.awaitChange();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        assertThat(noticed).isNotDone();
        change.make();
        assertThat(noticed).succeedsWithin(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    }

    private interface Change {
        void make() throws Exception;
    }

    @Test
    void eachKindOfChangeIsDetected() throws Exception {
        FolderWatch watch = new FolderWatch(List.of(folder), Optional.of(folder.resolve("report.xml")));
        change(watch, () -> Files.writeString(file, "two and more"));
        change(watch, () -> Files.writeString(folder.resolve("new.properties"), "a=b"));
        change(watch, () -> Files.delete(folder.resolve("new.properties")));
        // Like an editor: a file of the same length replaces the old one.
        change(watch, () -> {
            Path draft = Files.writeString(folder.resolve("draft"), "two and less");
            Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING);
        });
    }

    @Test
    void reportsAndToolFoldersAreIgnored() throws Exception {
        // Given
        FolderWatch watch = new FolderWatch(List.of(folder), Optional.of(folder.resolve("report.xml")));
        CompletableFuture<Void> noticed = CompletableFuture.runAsync(() -> {
            try {
                watch.awaitChange();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });

        // When
        Files.writeString(folder.resolve("report.xml"), "<testsuites/>");
        Files.writeString(Files.createDirectories(folder.resolve(".git")).resolve("index"), "x");
        Files.writeString(Files.createDirectories(folder.resolve("target/a")).resolve("b.xml"), "x");

        // Then
        assertThat(noticed).failsWithin(Duration.ofSeconds(1)).withThrowableOfType(TimeoutException.class);
        Files.writeString(file, "two and more");
        assertThat(noticed).succeedsWithin(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    }

    @Test
    void changeBeforeTheWaitIsDetected() throws Exception {
        // Given
        FolderWatch watch = new FolderWatch(List.of(folder), Optional.of(folder.resolve("report.xml")));

        // When
        Files.writeString(file, "changed before the wait");

        // Then
        assertThat(CompletableFuture.runAsync(() -> {
                    try {
                        watch.awaitChange();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                }))
                .succeedsWithin(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    }
}
