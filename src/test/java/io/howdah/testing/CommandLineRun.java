package io.howdah.testing;

import io.howdah.Howdah;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import picocli.CommandLine;

/**
 * One command in this JVM, with what it wrote.
 *
 * @param exitCode what the process would end with
 * @param out the lines of the standard output
 * @param err the lines of the standard error
 */
public record CommandLineRun(int exitCode, List<String> out, List<String> err) {

    /** Runs a command in this JVM. */
    public static CommandLineRun of(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine line = Howdah.commandLine();
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        int exitCode = line.execute(arguments);
        return new CommandLineRun(
                exitCode,
                out.toString().lines().toList(),
                err.toString().lines().toList());
    }
}
