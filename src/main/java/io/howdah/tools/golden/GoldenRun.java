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
     * @param update whether files of expectations are written where something else has come, or there is none
     * @throws StartException if there is no case, or a file cannot be read
     */
    public GoldenRun(ApplicationSources sources, boolean update) {
        this(sources, update, MAX_CASE_TIME);
    }

    /**
     * Reads the cases.
     *
     * @param update whether files of expectations are written where something else has come, or there is none
     * @param maxCaseTime how long a case may take until it is given up
     * @throws StartException if there is no case, or a file cannot be read
     */
    public GoldenRun(ApplicationSources sources, boolean update, Duration maxCaseTime) {
        this.cases = GoldenFolders.read(sources);
        this.update = update;
        this.maxCaseTime = maxCaseTime;
    }

    /** Takes each case through the application; a case that hangs fails, and those after it are not run. */
    public List<CaseResult> on(GoldenApplication application) {
        Set<String> steps = application.steps();
        List<CaseResult> results = new ArrayList<>();
        Optional<GoldenCase> hanging = Optional.empty();
        for (GoldenCase each : cases) {
            long began = System.nanoTime();
            Verdict verdict;
            try {
                verdict = hanging.isEmpty()
                        ? limited(() -> run(application, each, steps))
                        : Verdict.of(List.of("not run, since " + hanging.get().name() + " still runs"));
            } catch (TimeoutException e) {
                hanging = Optional.of(each);
                verdict = Verdict.of(List.of(each.file(GoldenCase.EXPECTED) + ": the case takes longer than "
                        + maxCaseTime.toSeconds() + " s; a step waits or loops for ever"));
            }
            results.add(new CaseResult(
                    each.domain(),
                    each.name(),
                    verdict.problems(),
                    verdict.written(),
                    Duration.ofNanos(System.nanoTime() - began)));
        }
        return results;
    }

    /** Runs a case on a thread of its own, which is left behind if it hangs. */
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
            String place = application.placeOf(step).map(at -> " (" + at + ")").orElse("");
            problems.add(of.file(GoldenCase.ANSWERS) + ": step " + step + place
                    + " goes outside and has no answer; write {\"" + step + "\": <what the service answers>} there");
        }
        outcome.failures().forEach(failure -> problems.add(of.file(GoldenCase.EXPECTED) + ": " + failure));
        return problems;
    }

    private Verdict compare(GoldenCase of, JsonNode result) {
        Optional<GoldenFile> expected = of.expected();
        if (!update && expected.isEmpty()) {
            return Verdict.of(List.of(of.file(GoldenCase.EXPECTED)
                    + ": is not there; write it, or let `howdah test --update` write what has come"));
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

    /** A file that is broken is written anew. */
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
