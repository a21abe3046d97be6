package io.howdah.cli.develop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.howdah.testing.CommandLineRun;
import io.howdah.testing.Docs;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** {@code howdah lint}, without Kafka and MongoDB. */
class LintCommandTest {

    private static final Path CORPUS = Docs.root().resolve("src/test/resources/lint");

    @Test
    void validFolderExitsWith0() {
        CommandLineRun run = run("folders-good/here");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).containsExactly("no findings");
        assertThat(run.err()).isEmpty();
    }

    @Test
    void errorsExitWith1AndHaveOneLineEach() {
        CommandLineRun run = run("direct-missing-1");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out())
                .containsExactly(CORPUS.resolve("direct-missing-1/routes/extra.camel.yaml")
                        + ":9:18: error direct-missing: direct:nobody is called and no route serves it; correct the name,"
                        + " or add a route from direct:nobody");
        assertThat(run.err()).isEmpty();
    }

    @Test
    void warningsExitWith1IfStrict() {
        assertThat(run("channel-name-1").exitCode()).isZero();
        assertThat(run("channel-name-1").out()).hasSize(1);
        assertThat(run("channel-name-1", "--strict").exitCode()).isEqualTo(1);
        assertThat(run("folders-good/here", "--strict").exitCode()).isZero();
    }

    @Test
    void formatIsSelectable() throws Exception {
        assertThat(new ObjectMapper()
                        .readTree(String.join(
                                "\n",
                                run("direct-missing-1", "--format", "json").out())))
                .hasSize(1);
        assertThat(new ObjectMapper()
                        .readTree(String.join(
                                "\n",
                                run("direct-missing-1", "--format", "sarif").out()))
                        .at("/runs/0/results"))
                .hasSize(1);
    }

    @Test
    void invalidArgumentsExitWith2() {
        assertThat(run("direct-missing-1", "--format", "xml").exitCode()).isEqualTo(2);
        assertThat(run("direct-missing-1", "--nope").exitCode()).isEqualTo(2);
    }

    @Test
    void withoutFolderTheDemoIsChecked() {
        assertThat(CommandLineRun.of("lint", "--strict"))
                .extracting(CommandLineRun::exitCode)
                .isEqualTo(0);
    }

    private static CommandLineRun run(String folder, String... options) {
        String[] arguments = new String[options.length + 2];
        arguments[0] = "lint";
        arguments[1] = CORPUS.resolve(folder).toString();
        System.arraycopy(options, 0, arguments, 2, options.length);
        return CommandLineRun.of(arguments);
    }
}
