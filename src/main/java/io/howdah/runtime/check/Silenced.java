package io.howdah.runtime.check;

import io.howdah.config.Nearest;
import io.howdah.runtime.source.SourceLocation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Removes the findings that a comment {@code # howdah:allow <code>: <reason>} allows, on their line or the line above. */
final class Silenced {

    private static final Pattern ALLOW = Pattern.compile("#\\s*howdah:allow\\b\\s*([^:\\s]*)\\s*:?\\s*(.*)$");

    /** A comment and the line that it applies to. */
    private record Allowance(SourceLocation location, String code, String reason, int line) {

        boolean allows(Finding finding) {
            return finding.code().text().equals(code)
                    && finding.location().file().equals(location.file())
                    && (finding.location().line() == line || finding.location().line() == location.line());
        }
    }

    private final List<Allowance> allowances = new ArrayList<>();

    /** Reads the comments of a file. */
    void read(String file, String text) {
        String[] lines = text.split("\\R", -1);
        for (int i = 0; i < lines.length; i++) {
            Matcher allow = ALLOW.matcher(lines[i]);
            if (allow.find()) {
                boolean alone = lines[i].substring(0, allow.start()).isBlank();
                allowances.add(new Allowance(
                        new SourceLocation(file, i + 1, allow.start() + 1),
                        allow.group(1),
                        allow.group(2).strip(),
                        alone ? nextLine(lines, i) : i + 1));
            }
        }
    }

    /** Returns the first line after a comment that is not a comment itself. */
    private static int nextLine(String[] lines, int comment) {
        int next = comment + 1;
        while (next < lines.length && lines[next].strip().startsWith("#")) {
            next++;
        }
        return next + 1;
    }

    /** Returns the findings that no comment allows, and findings about the comments. */
    List<Finding> apply(List<Finding> all) {
        Findings left = new Findings();
        Set<Allowance> used = new HashSet<>();
        for (Finding finding : all) {
            List<Allowance> allowing =
                    allowances.stream().filter(each -> each.allows(finding)).toList();
            used.addAll(allowing);
            if (allowing.isEmpty()) {
                left.add(finding.code(), finding.location(), finding.what(), finding.fix());
            }
        }
        allowances.forEach(allowance -> judge(allowance, used.contains(allowance), left));
        return left.sorted();
    }

    private static void judge(Allowance allowance, boolean used, Findings findings) {
        if (Code.of(allowance.code()).isEmpty()) {
            List<String> codes = Arrays.stream(Code.values()).map(Code::text).toList();
            findings.add(
                    Code.ALLOW_UNKNOWN,
                    allowance.location(),
                    allowance.code().isEmpty()
                            ? "the comment names no code"
                            : "no finding has the code " + allowance.code(),
                    "correct the code, the nearest is " + Nearest.of(allowance.code(), codes));
        } else if (!used) {
            findings.add(
                    Code.ALLOW_UNUSED, allowance.location(), "there is no finding " + allowance.code() + " to allow");
        } else if (allowance.reason().isEmpty()) {
            findings.add(
                    Code.ALLOW_WITHOUT_REASON,
                    allowance.location(),
                    allowance.code() + " is allowed without a reason",
                    "write a colon and the reason after the code");
        }
    }
}
