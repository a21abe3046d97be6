package io.howdah.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/** Replaces a command that this JAR lacks, and names the JAR that has it. */
@Command(hidden = true)
public final class AbsentCommand implements Callable<Integer> {

    /** Commands that howdah-server.jar lacks. */
    public static final List<String> NAMES =
            List.of("dev", "init", "new", "test", "lint", "schema", "explain", "token", "check-dependencies");

    @Spec
    private @SuppressWarnings("NullAway.Init") CommandSpec spec;

    /** Accepts all arguments of the missing command, and ignores them. */
    @Unmatched
    private final @SuppressWarnings("UnusedVariable") List<String> arguments = new ArrayList<>();

    @Override
    public Integer call() {
        spec.commandLine()
                .getErr()
                .println("howdah: " + spec.name() + " is a command of howdah.jar; this is howdah-server.jar, which has"
                        + " only run and the commands that operate a server");
        return ExitCode.USAGE;
    }
}
