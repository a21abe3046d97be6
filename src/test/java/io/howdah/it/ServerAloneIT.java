package io.howdah.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.howdah.testing.Docs;
import io.howdah.testing.HowdahProcess;
import io.howdah.testing.RunningApplication;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server needs nothing of what is there for those who make an application. */
class ServerAloneIT {

    private static final List<String> NOT_OF_A_SERVER =
            List.of("io/howdah/dev", "io/howdah/tools", "io/howdah/cli/develop");
    private static final String COMMANDS = "META-INF/services/io.howdah.cli.Commands";

    @TempDir
    private Path folder;

    @Test
    void serverRunsWithoutToolsAndEmbeddedServices() throws Exception {
        // Given
        Path classes = classesOfAServer();
        try (RunningApplication services = RunningApplication.demo(Map.of())) {
            Map<String, String> environment = new HashMap<>(services.environment());
            environment.put("HOWDAH_HTTP_PORT", "0");
            environment.put("HOWDAH_MANAGEMENT_PORT", "0");

            // When
            try (HowdahProcess server = HowdahProcess.startOn(classPath(classes), folder, environment, "run")) {
                // Then
                await().atMost(Duration.ofSeconds(90))
                        .until(() -> !server.isAlive()
                                || String.join("\n", server.out()).contains("Howdah is up"));
                assertThat(server.isAlive())
                        .as("%s %s", server.out(), server.err())
                        .isTrue();
            }
        }
    }

    private Path classesOfAServer() throws IOException {
        Path all = Docs.root().resolve("target/classes");
        Path left = folder.resolve("classes");
        try (Stream<Path> files = Files.walk(all)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path name = all.relativize(file);
                if (NOT_OF_A_SERVER.stream().noneMatch(name::startsWith)) {
                    Files.createDirectories(left.resolve(name).getParent());
                    Files.copy(file, left.resolve(name));
                }
            }
        }
        String commands = Files.readString(left.resolve(COMMANDS))
                .lines()
                .filter(line -> !line.contains(".develop."))
                .collect(Collectors.joining("\n"));
        Files.writeString(left.resolve(COMMANDS), commands + "\n");
        return left;
    }

    /** The libraries without Howdah, whether it is a jar or a folder here. */
    private static String classPath(Path classes) {
        Path target = Docs.root().resolve("target");
        return Stream.concat(
                        Stream.of(classes.toString()),
                        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                                .filter(entry ->
                                        !Path.of(entry).toAbsolutePath().startsWith(target)))
                .collect(Collectors.joining(File.pathSeparator));
    }
}
