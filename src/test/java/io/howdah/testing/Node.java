package io.howdah.testing;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Node.js and npm, for what has no equal in Java. A test that needs them is skipped aloud where they are missing. */
public final class Node {

    private static final Logger LOG = LoggerFactory.getLogger(Node.class);
    private static final Path SOURCES = Docs.root().resolve("src/test/js");
    private static final Path TARGET = Docs.root().resolve("target/node");
    private static final Pattern VERSION = Pattern.compile("v(\\d+)\\..*");
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration DOWNLOAD = Duration.ofMinutes(3);

    /** The first with a WebSocket of its own, and the first that has one when it is asked to. */
    private static final int WEBSOCKET = 22;

    private static final int EXPERIMENTAL_WEBSOCKET = 20;

    private Node() {}

    /** The command that runs a program with a WebSocket: {@code node}, with the option that an older one wants. */
    public static List<String> withWebSocket() {
        int major = version();
        if (major < EXPERIMENTAL_WEBSOCKET) {
            skip("node is v" + major + ", and has no WebSocket before v" + EXPERIMENTAL_WEBSOCKET);
        }
        return major < WEBSOCKET ? List.of("node", "--experimental-websocket") : List.of("node");
    }

    private static int version() {
        Matcher version = VERSION.matcher(run(SOURCES, PATIENCE, "node", "--version")
                .orElseGet(() -> skip("node is not installed"))
                .strip());
        return version.matches() ? Integer.parseInt(version.group(1)) : 0;
    }

    /** Runs a program of src/test/js and gives what it prints; fails if it fails. */
    public static String run(String program, String... arguments) throws IOException {
        return run(PATIENCE, program, List.of(arguments));
    }

    /** The same, for a program that may take so long. */
    public static String run(Duration patience, String program, List<String> arguments) throws IOException {
        Path folder = packages();
        Files.copy(SOURCES.resolve(program), folder.resolve(program), StandardCopyOption.REPLACE_EXISTING);
        List<String> command = new ArrayList<>(List.of("node", program));
        command.addAll(arguments);
        return run(folder, patience, command.toArray(String[]::new))
                .orElseThrow(() -> new AssertionError(command + " failed"));
    }

    /** The folder of the npm packages that tests need, which this fetches once; see src/test/js/package.json. */
    public static synchronized Path packages() throws IOException {
        version();
        Files.createDirectories(TARGET);
        // Tests run in two processes, and npm would take the packages of the one away for the other.
        try (FileChannel channel = FileChannel.open(
                        TARGET.resolve("howdah.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock held = channel.lock()) {
            LOG.debug("Packages are looked at by this process alone, {}", held);
            fetch();
        }
        return TARGET;
    }

    private static void fetch() throws IOException {
        Path lock = TARGET.resolve("package-lock.json");
        byte[] wanted = Files.readAllBytes(SOURCES.resolve("package-lock.json"));
        boolean there = Files.exists(lock)
                && Arrays.equals(Files.readAllBytes(lock), wanted)
                && Files.exists(TARGET.resolve("node_modules/.package-lock.json"));
        if (!there) {
            Files.write(lock, wanted);
            Files.write(TARGET.resolve("package.json"), Files.readAllBytes(SOURCES.resolve("package.json")));
            run(TARGET, DOWNLOAD, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
                    .orElseGet(() -> skip("npm is not installed, or cannot fetch packages"));
        }
    }

    private static <T> T skip(String reason) {
        LOG.warn("SKIPPED: {}", reason);
        return Assumptions.abort(reason);
    }

    /** What a command prints; nothing if it cannot be run or fails. */
    private static Optional<String> run(Path folder, Duration patience, String... command) {
        try {
            Path output = Files.createTempFile("howdah-node", ".txt");
            Process process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .redirectOutput(output.toFile())
                    .start();
            try {
                boolean ended = process.waitFor(patience.toSeconds(), TimeUnit.SECONDS);
                return ended && process.exitValue() == 0 ? Optional.of(Files.readString(output)) : Optional.empty();
            } finally {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
