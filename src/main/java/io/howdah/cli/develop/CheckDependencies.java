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

/** {@code howdah check-dependencies}: finds known vulnerabilities of the libraries in the JAR. */
@Command(
        name = "check-dependencies",
        description = {
            "Queries OSV (https://osv.dev) for known vulnerabilities of the libraries in this JAR. Sends only names and versions.",
            "Exit code 1 if there is a vulnerability that is not ignored, or if OSV cannot be reached."
        },
        mixinStandardHelpOptions = true)
public final class CheckDependencies implements Callable<Integer> {

    private static final String SBOM_RESOURCE = "META-INF/sbom/bom.json";
    private static final String IGNORED_RESOURCE = "howdah/ignored-vulnerabilities.properties";

    @Option(
            names = "--osv",
            paramLabel = "url",
            defaultValue = "https://api.osv.dev",
            description = "Address of OSV's API; default: ${DEFAULT-VALUE}.")
    private URI osv = URI.create("https://api.osv.dev");

    @Option(
            names = "--sbom",
            paramLabel = "file",
            description = "CycloneDX file in JSON, instead of the one in the JAR.")
    private Optional<Path> sbom = Optional.empty();

    @Option(
            names = "--ignore",
            paramLabel = "file",
            description = "File of lines <id>=<reason>: ignored vulnerabilities, in addition to those in the JAR.")
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
        int notIgnored = 0;
        for (Vulnerability each : found) {
            Optional<String> reason =
                    each.ids().stream().filter(reasons::containsKey).findFirst();
            reason.ifPresent(used::add);
            notIgnored += reason.isEmpty() ? 1 : 0;
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
                .forEach(id -> out.println("The ignored " + id + " is no longer reported; delete it"));
        out.println(notIgnored + " known vulnerabilities in " + packages.size() + " packages, "
                + (found.size() - notIgnored) + " ignored");
        out.flush();
        return notIgnored == 0 ? 0 : 1;
    }

    private Set<String> packages() throws IOException {
        if (sbom.isPresent()) {
            try (InputStream in = Files.newInputStream(sbom.get())) {
                return Osv.packages(in);
            }
        }
        try (InputStream in = getClass().getClassLoader().getResourceAsStream(SBOM_RESOURCE)) {
            if (in == null) {
                throw new CommandException("this build has no " + SBOM_RESOURCE
                        + "; build the JAR with mvn package, or set --sbom to a file");
            }
            return Osv.packages(in);
        }
    }

    private Properties reasons() throws IOException {
        Properties reasons = new Properties();
        try (InputStream in = getClass().getClassLoader().getResourceAsStream(IGNORED_RESOURCE)) {
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
                throw new CommandException(id + " is ignored without a reason; add one after the =");
            }
        }
        return reasons;
    }
}
