package io.howdah;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.cli.AbsentCommand;
import io.howdah.cli.Commands;
import io.howdah.cli.develop.DevelopCommands;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line of howdah.jar, and that of howdah-server.jar, which has the commands of a server alone. */
class HowdahTest {

    static List<String> develop() {
        return new DevelopCommands()
                .commands().stream()
                        .map(command ->
                                command.getClass().getAnnotation(Command.class).name())
                        .toList();
    }

    @Test
    void serverKnowsEachCommandThatItLacks() {
        assertThat(AbsentCommand.NAMES).containsExactlyElementsOf(develop());
        assertThat(ServiceLoader.load(Commands.class)).singleElement().isInstanceOf(DevelopCommands.class);
    }

    @ParameterizedTest
    @MethodSource("develop")
    void serverNamesTheJarOfACommandThatItLacks(String command) {
        // Given
        CommandLine server = Howdah.commandLine(List.of());
        StringWriter err = new StringWriter();
        server.setErr(new PrintWriter(err, true));

        // When
        int exitCode = server.execute(command, "my-app", "--help", "--any=option");

        // Then
        assertThat(exitCode).isEqualTo(2);
        assertThat(err.toString().lines())
                .singleElement()
                .asString()
                .startsWith("howdah: " + command + " is a command of howdah.jar; this is howdah-server.jar");
    }

    @Test
    void helpListsOnlyWhatIsThere() {
        String server = Howdah.commandLine(List.of()).getUsageMessage();
        String all = Howdah.commandLine().getUsageMessage();

        assertThat(server).contains("  run ", "  dlq ", "  config ").doesNotContain("  dev ", "  lint ");
        assertThat(all).contains("  run ", "  dlq ", "  config ", "  dev ", "  lint ");
    }
}
