package io.howdah.golden;

import com.fasterxml.jackson.databind.JsonNode;
import io.howdah.source.ApplicationSources;
import io.howdah.source.StartException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Runs all cases of an application. */
public final class GoldenRun {

    private final List<GoldenCase> cases;
    private final boolean update;

    /**
     * Reads the cases.
     *
     * @param update whether files of expectations are written where something else has come, or there is none
     * @throws StartException if there is no case, or a file cannot be read
     */
    public GoldenRun(ApplicationSources sources, boolean update) {
        this.cases = GoldenFolders.read(sources);
        this.update = update;
    }

    /** Takes each case through the application. */
    public List<CaseResult> on(GoldenApplication application) {
        Set<String> steps = application.steps();
        List<CaseResult> results = new ArrayList<>();
        for (GoldenCase each : cases) {
            long began = System.nanoTime();
            Verdict verdict = run(application, each, steps);
            results.add(new CaseResult(
                    each.domain(),
                    each.name(),
                    verdict.problems(),
                    verdict.written(),
                    Duration.ofNanos(System.nanoTime() - began)));
        }
        return results;
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
