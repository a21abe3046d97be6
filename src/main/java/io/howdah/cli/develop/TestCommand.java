package io.howdah.cli.develop;

import io.howdah.runtime.source.ApplicationSources;
import io.howdah.runtime.source.StartException;
import io.howdah.runtime.source.StartFailure;
import io.howdah.tools.golden.CaseResult;
import io.howdah.tools.golden.FolderWatch;
import io.howdah.tools.golden.GoldenDatabase;
import io.howdah.tools.golden.GoldenRun;
import io.howdah.tools.golden.GoldenTests;
import io.howdah.tools.golden.JunitReport;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code howdah test}: runs golden records through an application's routes and compares the results with files. */
@Command(
        name = "test",
        description = {
            "Runs golden records through the application's routes, and compares the results with files.",
            "A record is in golden/<domain>/<name>.input.json or .records.json, its result in <name>.expected.json.",
            "Needs neither Kafka nor MongoDB nor other services. Exit code 1 if a result differs."
        },
        mixinStandardHelpOptions = true)
final class TestCommand implements Callable<Integer> {

    private static final int FAILED = 1;

    private final Callable<GoldenDatabase> database;

    @Parameters(
            paramLabel = "folder",
            description = "Folders with routes/, graphql/, golden/, application.properties; none for the demo.")
    private List<Path> folders = List.of();

    @Option(names = "--update", description = "Writes <name>.expected.json if it is missing or the result differs.")
    private boolean update;

    @Option(names = "--junit", paramLabel = "file", description = "Writes the results as JUnit XML, for CI.")
    private @Nullable Path junit;

    @Option(names = "--watch", description = "Keeps running, and repeats the tests when a file in the folders changes.")
    private boolean watch;

    @Spec
    private @SuppressWarnings("NullAway.Init") CommandSpec spec;

    /**
     * Creates the command.
     *
     * @param database starts a database, once for each run of the command
     */
    TestCommand(Callable<GoldenDatabase> database) {
        this.database = database;
    }

    @Override
    public Integer call() throws Exception {
        if (folders.isEmpty() && (update || watch)) {
            throw new ParameterException(
                    spec.commandLine(),
                    (update ? "--update" : "--watch") + " needs a folder, because the demo's files are inside the JAR");
        }
        try (GoldenTests tests = new GoldenTests(folders, database)) {
            if (watch) {
                return watch(tests);
            }
            List<CaseResult> results = run(tests);
            results.forEach(this::print);
            summarize(results);
            return results.stream().allMatch(CaseResult::passed) ? 0 : FAILED;
        }
    }

    private List<CaseResult> run(GoldenTests tests) throws Exception {
        Instant start = Instant.now();
        List<CaseResult> results = tests.with(new GoldenRun(new ApplicationSources(folders), update)::on);
        if (junit != null) {
            try {
                new JunitReport(start).write(junit, results);
            } catch (IOException e) {
                throw new StartException(
                        "--junit=" + junit + " cannot be written (" + e + "); use a file in a writable folder", e);
            }
        }
        return results;
    }

    /** Repeats the tests until a signal ends the process. */
    private int watch(GoldenTests tests) throws Exception {
        FolderWatch files = new FolderWatch(folders, Optional.ofNullable(junit));
        Map<String, List<String>> before = Map.of();
        while (true) {
            try {
                List<CaseResult> results = run(tests);
                before = printChanges(results, before);
                summarize(results);
            } catch (RuntimeException e) {
                StartFailure.explain(e).lines().forEach(line -> out().println("howdah: " + line));
                out().flush();
            }
            try {
                files.awaitChange();
            } catch (InterruptedException e) {
                // Returns, so that the caller closes what is open.
                return 0;
            }
        }
    }

    private Map<String, List<String>> printChanges(List<CaseResult> results, Map<String, List<String>> before) {
        Map<String, List<String>> now = new LinkedHashMap<>();
        for (CaseResult result : results) {
            now.put(result.title(), result.problems());
            if (!before.getOrDefault(result.title(), List.of()).equals(result.problems())
                    || result.written().isPresent()) {
                print(result);
                if (result.passed() && result.written().isEmpty()) {
                    out().println(result.title() + " passes now");
                }
            }
        }
        return now;
    }

    private void print(CaseResult result) {
        result.problems().forEach(out()::println);
        result.written().ifPresent(file -> out().println(file + ": written"));
    }

    private void summarize(List<CaseResult> results) {
        long failed = results.stream().filter(result -> !result.passed()).count();
        double seconds =
                results.stream().mapToLong(result -> result.time().toNanos()).sum() / 1e9;
        out().println(String.format(
                Locale.ROOT,
                "%d %s, %s, in %.2f s",
                results.size(),
                results.size() == 1 ? "case" : "cases",
                failed == 0 ? "all passed" : failed + " failed",
                seconds));
        out().flush();
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
