package io.howdah.cli.develop;

import io.howdah.cli.CommandException;
import io.howdah.cli.Table;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code howdah check-dependencies}: whether anything is known against what the jar is made of. */
@Command(
        name = "check-dependencies",
        description = {
            "Asks OSV (https://osv.dev) for known vulnerabilities of the libraries in this jar, by their names and versions alone.",
            "Ends with 1 if there is one that no reason excuses, or if OSV cannot be asked."
        },
        mixinStandardHelpOptions = true)
public final class CheckDependencies implements Callable<Integer> {

    private static final String IN_THE_JAR = "META-INF/sbom/bom.json";
    private static final String EXCUSED = "howdah/ignored-vulnerabilities.properties";

    @Option(
            names = "--osv",
            paramLabel = "url",
            defaultValue = "https://api.osv.dev",
            description = "Where OSV's API is; default: ${DEFAULT-VALUE}.")
    private URI osv = URI.create("https://api.osv.dev");

    @Option(
            names = "--sbom",
            paramLabel = "file",
            description = "A CycloneDX file in JSON, in place of that in the jar.")
    private Optional<Path> sbom = Optional.empty();

    @Option(
            names = "--ignore",
            paramLabel = "file",
            description = "Lines <id>=<reason> of vulnerabilities that do not count, beside those in the jar.")
    private Optional<Path> ignored = Optional.empty();

    @Spec
    private @SuppressWarnings("NullAway.Init") CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Properties reasons = reasons();
        Set<String> packages = packages();
        List<Vulnerability> found = new Osv(osv).of(packages);
        PrintWriter out = spec.commandLine().getOut();
        Table table = new Table(out, "ID", "PACKAGE", "VERSION", "SEVERITY", "FIXED IN", "IGNORED BECAUSE");
        Set<Object> used = new HashSet<>();
        int counted = 0;
        for (Vulnerability each : found) {
            Optional<String> reason =
                    each.ids().stream().filter(reasons::containsKey).findFirst();
            reason.ifPresent(used::add);
            counted += reason.isEmpty() ? 1 : 0;
            table.row(
                    each.ids().get(0),
                    each.name(),
                    each.version(),
                    each.severity(),
                    each.fixed(),
                    reason.map(reasons::getProperty).orElse("-"));
        }
        if (!found.isEmpty()) {
            table.end();
        }
        reasons.keySet().stream()
                .filter(id -> !used.contains(id))
                .forEach(id -> out.println("The ignored " + id + " is not found any more; delete it"));
        out.println(counted + " known vulnerabilities in " + packages.size() + " packages, " + (found.size() - counted)
                + " ignored");
        out.flush();
        return counted == 0 ? 0 : 1;
    }

    private Set<String> packages() throws IOException {
        if (sbom.isPresent()) {
            try (InputStream in = Files.newInputStream(sbom.get())) {
                return Osv.packages(in);
            }
        }
        try (InputStream in = getClass().getClassLoader().getResourceAsStream(IN_THE_JAR)) {
            if (in == null) {
                throw new CommandException("there is no " + IN_THE_JAR
                        + " here; build the jar with: mvn package, or give a file by --sbom");
            }
            return Osv.packages(in);
        }
    }

    private Properties reasons() throws IOException {
        Properties reasons = new Properties();
        try (InputStream in = getClass().getClassLoader().getResourceAsStream(EXCUSED)) {
            if (in != null) {
                reasons.load(new InputStreamReader(in, StandardCharsets.UTF_8));
            }
        }
        if (ignored.isPresent()) {
            try (InputStream in = Files.newInputStream(ignored.get())) {
                reasons.load(new InputStreamReader(in, StandardCharsets.UTF_8));
            }
        }
        for (String id : reasons.stringPropertyNames()) {
            if (reasons.getProperty(id).isBlank()) {
                throw new CommandException(id + " is ignored without a reason; write it behind the =");
            }
        }
        return reasons;
    }
}
