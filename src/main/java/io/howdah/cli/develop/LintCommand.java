package io.howdah.cli.develop;

import io.howdah.config.SettingException;
import io.howdah.config.SettingValues;
import io.howdah.runtime.Lint;
import io.howdah.runtime.check.Finding;
import io.howdah.runtime.check.Linter;
import io.howdah.runtime.source.ApplicationSources;
import io.howdah.tools.golden.GoldenDatabase;
import io.howdah.tools.golden.GoldenInputs;
import io.howdah.tools.lint.Report;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code howdah lint}: finds errors of an application without running it. */
@Command(
        name = "lint",
        description = {
            "Checks routes, SDL and settings. Prints each finding with its source location, reason and fix.",
            "Also runs golden inputs through the application. Needs neither Kafka nor MongoDB.",
            "Exit code 1 if there are errors. With errors, run and dev refuse to start."
        },
        mixinStandardHelpOptions = true)
final class LintCommand implements Callable<Integer> {

    @Parameters(
            paramLabel = "folder",
            description = "Folders with routes/, graphql/, application.properties; none for the demo.")
    private List<Path> folders = List.of();

    private final Callable<GoldenDatabase> database;

    @Option(
            names = "--format",
            paramLabel = "format",
            defaultValue = "text",
            description = "text, json, or sarif for code hosts and editors; default: ${DEFAULT-VALUE}.")
    private Report format = Report.TEXT;

    @Option(names = "--strict", description = "Exit code 1 also if there are warnings.")
    private boolean strict;

    @Spec
    private @SuppressWarnings("NullAway.Init") CommandSpec spec;

    /**
     * Creates the command.
     *
     * @param database starts a database for golden inputs
     */
    LintCommand(Callable<GoldenDatabase> database) {
        this.database = database;
    }

    @Override
    public Integer call() {
        ApplicationSources sources = new ApplicationSources(folders);
        List<Finding> findings = findings(sources);
        PrintWriter out = spec.commandLine().getOut();
        out.print(format.of(findings));
        out.flush();
        return findings.stream().anyMatch(finding -> strict || finding.isError()) ? 1 : 0;
    }

    /** Returns all findings, or only the one about the settings if these cannot be read. */
    private List<Finding> findings(ApplicationSources sources) {
        try {
            List<String> profiles = sources.isDemo() ? List.of("demo") : List.of();
            SettingValues values = SettingValues.load(profiles, folders, System.getenv());
            return Lint.of(sources, values, () -> GoldenInputs.failures(sources, database))
                    .findings();
        } catch (SettingException e) {
            return List.of(Linter.unknownKey(sources, e).orElseThrow(() -> e));
        }
    }
}
