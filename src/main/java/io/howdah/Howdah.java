package io.howdah;

import io.howdah.cli.AbsentCommand;
import io.howdah.cli.Commands;
import io.howdah.cli.SettingOptions;
import io.howdah.cli.server.RunCommand;
import io.howdah.cli.server.ServerCommands;
import io.howdah.runtime.source.ApplicationSources;
import io.howdah.runtime.source.StartFailure;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command line. Without a command it is {@code run}. */
@Command(
        name = "howdah",
        description = "Event-driven GraphQL BFF runtime with real-time notifications, on Apache Camel.",
        mixinStandardHelpOptions = true,
        versionProvider = Howdah.Version.class)
public final class Howdah implements Callable<Integer> {

    private static final Logger LOG = LoggerFactory.getLogger(Howdah.class);
    private static final int FAILED = 1;

    @Spec
    private @SuppressWarnings("NullAway.Init") CommandSpec spec;

    private Howdah() {}

    /** Runs a command and ends the process with its exit code: 0, 1 when it failed, 2 when the arguments are wrong. */
    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    /** Returns the command line with all commands that are on the class path. */
    public static CommandLine commandLine() {
        return commandLine(ServiceLoader.load(Commands.class));
    }

    /** Returns the command line with the commands of a server and those of other groups. */
    static CommandLine commandLine(Iterable<Commands> others) {
        CommandLine line = new CommandLine(new Howdah());
        others.forEach(group -> group.commands().forEach(line::addSubcommand));
        AbsentCommand.NAMES.stream()
                .filter(name -> !line.getSubcommands().containsKey(name))
                .forEach(name -> line.addSubcommand(name, new AbsentCommand()));
        new ServerCommands().commands().forEach(line::addSubcommand);
        return line.setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    LOG.debug("Command failed", failure);
                    StartFailure.explain(failure)
                            .lines()
                            .forEach(text -> command.getErr().println("howdah: " + text));
                    return FAILED;
                });
    }

    @Override
    public Integer call() throws Exception {
        return RunCommand.run(
                new ApplicationSources(List.of()),
                new SettingOptions(),
                false,
                spec.commandLine().getOut());
    }

    /** The version of the jar. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Howdah.class.getPackage().getImplementationVersion();
            return new String[] {"howdah " + (version == null ? "(not packaged)" : version)};
        }
    }
}
