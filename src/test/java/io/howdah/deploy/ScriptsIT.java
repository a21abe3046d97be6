package io.howdah.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.testing.Docs;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Checks the arguments that the scripts pass to the JVM, with a stub that writes down its arguments. */
class ScriptsIT {

    private static final Instant BUILT = Instant.parse("2026-03-02T09:30:00Z");

    private static final Predicate<String> SHARES = option -> option.startsWith("-XX:SharedArchiveFile");

    private Path home;
    private Path script;
    private Path archive;
    private Path runArchive;
    private String options = "-Dgiven=yes";

    /** Into a folder with a space in its name, since the script has the shell split options. */
    @BeforeEach
    void copyScript(@TempDir Path folder) throws IOException {
        home = folder.resolve("my clone");
        Files.createDirectories(home.resolve("target"));
        script = Files.copy(Docs.root().resolve("howdah"), home.resolve("howdah"));
        built(home.resolve("target/howdah.jar"), "", BUILT);
        archive = home.resolve("target/howdah-17.jsa");
        runArchive = home.resolve("target/howdah-run-17.jsa");
        java("""
                case " $* " in
                  *" -XshowSettings:properties "*) echo "    java.specification.version = 17" >&2 ;;
                  *) for option; do echo "$option"; done ;;
                esac
                """);
    }

    @Test
    void withoutAnArchiveNothingIsSaidOfOne() throws Exception {
        assertThat(told("config", "my-app"))
                .containsExactly("-Dgiven=yes", "-jar", home + "/target/howdah.jar", "config", "my-app");
    }

    @Test
    void callWithoutArgumentsPrintsTheUsage() throws Exception {
        assertThat(told()).endsWith("-jar", home + "/target/howdah.jar", "--help");
    }

    @Test
    void buildShowsTheStepsAndErrorsOfMaven() throws Exception {
        // Given
        Files.createDirectories(home.resolve("src/main"));
        Files.delete(home.resolve("target/howdah.jar"));
        program("mvn", """
                echo "[INFO] Scanning for projects..."
                echo "Downloading from central: https://repo.example/a.pom"
                echo "Downloaded from central: https://repo.example/a.pom"
                echo "[INFO] --- compiler:3.14.0:compile (default-compile) @ howdah ---"
                echo "[ERROR] Ride.java:[1,1] cannot find symbol"
                exit 1
                """);

        // When
        Process process = start(new ProcessBuilder("sh", script.toString(), "dev").redirectErrorStream(true));
        List<String> lines = process.inputReader().lines().toList();

        // Then
        assertThat(process.waitFor()).isEqualTo(1);
        assertThat(lines)
                .containsExactly(
                        "howdah: building target/howdah.jar; the first build downloads dependencies and takes minutes",
                        "howdah: downloading dependencies (file 1)",
                        "howdah: compiler:3.14.0:compile",
                        "[ERROR] Ride.java:[1,1] cannot find symbol",
                        "howdah: the build failed; see Maven's errors above");
    }

    @Test
    void processIsAsSmallAsInTheImage() throws Exception {
        assertThat(told("run"))
                .containsSubsequence("-Xms16m", "-XX:CompileThresholdScaling=3", "-Dgiven=yes", "-jar")
                .contains("-XX:TrimNativeHeapInterval=10000");
        assertThat(Docs.root().resolve("Dockerfile"))
                .content()
                .contains(
                        "-XX:CompileThresholdScaling=3",
                        "-XX:TrimNativeHeapInterval=10000",
                        "-Dio.netty.allocator.maxOrder=7",
                        "MALLOC_ARENA_MAX=2");
    }

    @Test
    void javaThatDoesNotKnowAnOptionIsNotGivenIt() throws Exception {
        java("""
                case " $* " in
                  *" -XshowSettings:properties "*) echo "    java.specification.version = 17" >&2 ;;
                  *" -XX:TrimNativeHeapInterval="*" -version ") exit 1 ;;
                  *) for option; do echo "$option"; done ;;
                esac
                """);

        assertThat(told("run")).contains("-Xms16m").noneMatch(option -> option.contains("TrimNativeHeapInterval"));
    }

    @ParameterizedTest
    @CsvSource({"17, false", "23, false", "24, true", "25, true", "31, true"})
    void javaThatWarnsOfWhatLibrariesDoIsToSayNothingOfIt(String version, boolean warns) throws Exception {
        java("""
                case " $* " in
                  *" -XshowSettings:properties "*) echo "    java.specification.version = %s" >&2 ;;
                  *) for option; do echo "$option"; done ;;
                esac
                """.formatted(version));

        String silence = "--sun-misc-unsafe-memory-access=allow";
        for (String command : List.of("dev", "run", "config", "tail")) {
            assertThat(told(command).contains(silence)).as(command).isEqualTo(warns);
        }
    }

    @Test
    void twoProcessorsHaveNoneToSpareForACollector() throws Exception {
        processors(2);
        assertThat(told("run")).contains("-XX:+UseSerialGC");

        options = "-XX:+UseG1GC";
        assertThat(told("run")).contains("-XX:+UseG1GC").doesNotContain("-XX:+UseSerialGC");

        options = "-Dgiven=yes";
        processors(16);
        assertThat(told("run")).doesNotContain("-XX:+UseSerialGC");
    }

    @Test
    void archiveOfTheJarIsTakenBeforeOptionsOfTheUser() throws Exception {
        built(archive, "classes", BUILT.plusSeconds(10));
        built(runArchive, "classes", BUILT.plusSeconds(10));

        assertThat(told("run"))
                .containsSubsequence("-XX:SharedArchiveFile=" + runArchive, "-Dgiven=yes", "-jar", "run")
                .contains("-Xlog:cds=off");
        assertThat(told("dev")).contains("-XX:SharedArchiveFile=" + archive);
    }

    @Test
    void archiveOfAFormerJarIsNot() throws Exception {
        built(runArchive, "classes", BUILT.minusSeconds(10));

        assertThat(told("run")).noneMatch(SHARES);
    }

    @Test
    void archiveIsMadeOnceForAJar() throws Exception {
        // Given a clone, whose archives are made of what is asked for
        Path sources = Files.createDirectories(home.resolve("src/main"));
        Files.setLastModifiedTime(sources, FileTime.from(BUILT.minusSeconds(10)));
        built(home.resolve("pom.xml"), "", BUILT.minusSeconds(10));
        Path maker = home.resolve("deploy/share-classes.sh");
        Files.createDirectories(maker.getParent());
        Files.writeString(maker, "echo \"$1\" >>\"$3\"");

        // Then
        for (int i = 0; i < 2; i++) {
            assertThat(told("run")).contains("-XX:SharedArchiveFile=" + runArchive);
            assertThat(told("lint")).contains("-XX:SharedArchiveFile=" + archive);
        }
        assertThat(runArchive).hasContent("run");
        assertThat(archive).hasContent("dev");

        // And one that cannot be made is not tried again
        Files.delete(runArchive);
        Files.writeString(maker, "echo again >>\"$3.tried\"; exit 1");
        for (int i = 0; i < 2; i++) {
            assertThat(told("run")).noneMatch(SHARES);
        }
        assertThat(home.resolve("target/howdah-run-17.jsa.tried")).hasContent("again");
    }

    @Test
    void archiveIsMadeFarFromTheServicesOfWhoeverMakesIt() throws Exception {
        // Given a JVM that is up at once, writes the archive when it is ended, and keeps what it knew
        java("""
                [ "$1" != -Xshare:on ] || exit 0
                env >"$(dirname "$0")/../variables"
                echo "$*" >>"$(dirname "$0")/../started"
                for option; do case $option in -XX:ArchiveClassesAtExit=*) archive=${option#*=} ;; esac; done
                trap 'echo archive >"$archive"; exit 143' TERM
                echo "Howdah is up after 0.1 s"
                echo "  Kafka          127.0.0.1:1"
                echo "  MongoDB        127.0.0.1:2, database howdah"
                while :; do sleep 0.1; done
                """);

        // When
        Process made = start(List.of(
                "sh",
                Docs.root().resolve("deploy/share-classes.sh").toString(),
                "run",
                home + "/target/howdah-server.jar",
                archive.toString(),
                home + "/target/howdah.jar"));

        // Then
        assertThat(made.waitFor()).isZero();
        assertThat(archive).hasContent("archive");
        assertThat(Files.readAllLines(home.resolve("started")))
                .satisfiesExactly(
                        services -> assertThat(services).endsWith("-jar " + home + "/target/howdah.jar dev"),
                        server -> assertThat(server).endsWith("-jar " + home + "/target/howdah-server.jar run"));
        assertThat(Files.readString(home.resolve("variables")))
                .contains(
                        "HOWDAH_KAFKA_BROKERS=127.0.0.1:1\n",
                        "HOWDAH_MONGO_URI=mongodb://127.0.0.1:2/?replicaSet=howdah\n")
                .doesNotContain("production", "HOWDAH_JAVA_OPTS");
        assertThat(archive.getParent().toFile().list()).containsExactlyInAnyOrder("howdah.jar", "howdah-17.jsa");
    }

    private List<String> told(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("sh", script.toString()));
        command.addAll(List.of(arguments));
        Process process = start(command);
        List<String> lines = process.inputReader().lines().toList();
        assertThat(process.waitFor()).isZero();
        return lines;
    }

    private Process start(List<String> command) throws IOException {
        return start(new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT));
    }

    private Process start(ProcessBuilder builder) throws IOException {
        builder.environment()
                .putAll(Map.of(
                        "JAVA_HOME",
                        home.toString(),
                        "PATH",
                        home.resolve("bin") + File.pathSeparator + System.getenv("PATH"),
                        "HOWDAH_JAVA_OPTS",
                        options,
                        "HOWDAH_KAFKA_BROKERS",
                        "production:9092"));
        return builder.start();
    }

    private void java(String script) throws IOException {
        program("java", script);
    }

    private void processors(int number) throws IOException {
        program("nproc", "echo " + number);
    }

    private void program(String name, String script) throws IOException {
        Path program = Files.createDirectories(home.resolve("bin")).resolve(name);
        Files.writeString(program, "#!/bin/sh\n" + script);
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static void built(Path file, String content, Instant when) throws IOException {
        Files.writeString(file, content);
        Files.setLastModifiedTime(file, FileTime.from(when));
    }
}
