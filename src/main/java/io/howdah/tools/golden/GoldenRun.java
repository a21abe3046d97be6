package io.howdah.tools.golden;

import com.fasterxml.jackson.databind.JsonNode;
import io.howdah.runtime.source.ApplicationSources;
import io.howdah.runtime.source.StartException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.camel.RuntimeCamelException;
import org.slf4j.MDC;

/** Runs all cases of an application. */
public final class GoldenRun {

    private static final Duration MAX_CASE_TIME = Duration.ofSeconds(30);

    private final List<GoldenCase> cases;
    private final boolean update;
    private final Duration maxCaseTime;

    /**
     * Reads the cases.
     *
     * @param update whether to write expectation files that are missing or differ from the result
     * @throws StartException if there are no cases, or a file cannot be read
     */
    public GoldenRun(ApplicationSources sources, boolean update) {
        this(sources, update, MAX_CASE_TIME);
    }

    /**
     * Reads the cases.
     *
     * @param update whether to write expectation files that are missing or differ from the result
     * @param maxCaseTime maximum time of a case
     * @throws StartException if there are no cases, or a file cannot be read
     */
    public GoldenRun(ApplicationSources sources, boolean update, Duration maxCaseTime) {
        this.cases = GoldenFolders.read(sources);
        this.update = update;
        this.maxCaseTime = maxCaseTime;
    }

    /** Runs each case through the application. A case that hangs fails, and the cases after it do not run. */
    public List<CaseResult> on(GoldenApplication application) {
        Set<String> steps = application.steps();
        List<CaseResult> results = new ArrayList<>();
        Optional<GoldenCase> hanging = Optional.empty();
        for (GoldenCase each : cases) {
            long startedAt = System.nanoTime();
            Verdict verdict;
            try {
                verdict = hanging.isEmpty()
                        ? limited(() -> run(application, each, steps))
                        : Verdict.of(List.of("not run: case " + hanging.get().name() + " is still running"));
            } catch (TimeoutException e) {
                hanging = Optional.of(each);
                verdict = Verdict.of(List.of(each.file(GoldenCase.EXPECTED) + ": the case takes longer than "
                        + maxCaseTime.toSeconds() + " s; a step waits or loops forever"));
            }
            results.add(new CaseResult(
                    each.domain(),
                    each.name(),
                    verdict.problems(),
                    verdict.written(),
                    Duration.ofNanos(System.nanoTime() - startedAt)));
        }
        return results;
    }

    /** Runs a case on its own thread. If the case hangs, the thread keeps running. */
    private Verdict limited(Callable<Verdict> run) throws TimeoutException {
        Map<String, String> logging = MDC.getCopyOfContextMap();
        FutureTask<Verdict> task = new FutureTask<>(() -> {
            if (logging != null) {
                MDC.setContextMap(logging);
            }
            return run.call();
        });
        Thread thread = new Thread(task, "howdah-golden");
        thread.setDaemon(true);
        thread.start();
        try {
            return task.get(maxCaseTime.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw RuntimeCamelException.wrapRuntimeCamelException(e.getCause());
        } catch (InterruptedException e) {
            thread.interrupt();
            Thread.currentThread().interrupt();
            throw new IllegalStateException("stopping", e);
        }
    }

    private record Verdict(List<String> problems, Optional<Path> written) {
        static Verdict of(List<String> problems) {
            return new Verdict(problems, Optional.empty());
        }
    }

    private Verdict run(GoldenApplication application, GoldenCase of, Set<String> steps) {
        try {
            List<GoldenRecord> records = of.records();
            Outcome outcome = application.run(of.domain(), records, Answers.of(of.answers(), steps));
            List<String> problems = problems(application, of, outcome);
            return problems.isEmpty() ? compare(of, outcome.result()) : Verdict.of(problems);
        } catch (GoldenException e) {
            return Verdict.of(List.of(String.valueOf(e.getMessage())));
        }
    }

    private static List<String> problems(GoldenApplication application, GoldenCase of, Outcome outcome) {
        List<String> problems = new ArrayList<>();
        for (String step : outcome.unanswered()) {
            String location =
                    application.locationOf(step).map(at -> " (" + at + ")").orElse("");
            problems.add(of.file(GoldenCase.ANSWERS) + ": step " + step + location
                    + " calls a remote endpoint and has no answer; add {\"" + step
                    + "\": <the service's answer>} to the file");
        }
        outcome.failures().forEach(failure -> problems.add(of.file(GoldenCase.EXPECTED) + ": " + failure));
        return problems;
    }

    private Verdict compare(GoldenCase of, JsonNode result) {
        Optional<GoldenFile> expected = of.expected();
        if (!update && expected.isEmpty()) {
            return Verdict.of(List.of(
                    of.file(GoldenCase.EXPECTED) + ": does not exist; write it, or run `howdah test --update`"));
        }
        if (!update) {
            return Verdict.of(new Expectation(expected.get()).compare(result));
        }
        if (expected.isPresent() && isEqual(expected.get(), result)) {
            return Verdict.of(List.of());
        }
        write(of.file(GoldenCase.EXPECTED), PrettyJson.of(result));
        return new Verdict(List.of(), Optional.of(of.file(GoldenCase.EXPECTED)));
    }

    /** Returns whether a file has the result; a broken file does not, so it is overwritten. */
    private static boolean isEqual(GoldenFile expected, JsonNode result) {
        try {
            return new Expectation(expected).compare(result).isEmpty();
        } catch (GoldenException e) {
            return false;
        }
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new StartException(file + " cannot be written (" + e + "); it must be in a writable folder", e);
        }
    }
}
