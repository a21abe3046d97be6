package io.howdah.tools.scaffold;

import io.howdah.model.ReadModel;
import io.howdah.model.ReadModels;
import io.howdah.model.SdlSource;
import io.howdah.runtime.source.StartException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** {@code howdah init}: writes an application with one domain, and everything it needs from the first run to production. */
public final class NewApplication {

    private static final String GOLDEN = "created";
    private static final int MAX_NAME_LENGTH = 30;

    /** The environments, each with its number of replicas. */
    private static final Map<String, String> STAGES = stages();

    private NewApplication() {}

    /**
     * Writes the application.
     *
     * @param folder the application's folder; it is created if it does not exist
     * @return one line for each written file, for the user
     * @throws StartException if the folder has files other than {@code .git}, or cannot be written
     */
    public static List<String> create(Path folder, DomainName name) {
        requireEmpty(folder);
        String topic = name.domain() + ".events";
        Map<String, String> values = Map.of(
                "app", appName(folder),
                "domain", name.domain(),
                "type", name.type(),
                "list", name.list(),
                "one", name.one(),
                "topic", topic);
        NewFiles files = new NewFiles(folder);
        DomainFiles domain = new DomainFiles(
                name,
                topic,
                Templates.fill("domain/example.graphqls", values),
                Templates.fill("domain/example.jq", values).strip(),
                Templates.fill("domain/example-payload.jq", values).strip(),
                SampleEvent.of("the example", Templates.fill("domain/example.json", values)));
        ReadModel model = ReadModels.load(List.of(new SdlSource(domain.sdlFile(), domain.sdl())))
                .get(name.type());
        domain.addTo(files, GOLDEN, Trial.expected(model, domain.transform(), domain.payload(), domain.event()));
        add(files, "application.properties", "application.properties", values);
        STAGES.forEach((stage, replicas) -> {
            Map<String, String> all = new LinkedHashMap<>(values);
            all.put("stage", stage);
            all.put("replicas", replicas);
            add(files, "environments/" + stage + ".properties", "environment.properties", all);
            add(files, "chart-values/" + stage + ".yaml", "chart-values.yaml", all);
        });
        add(files, ".github/workflows/ci.yaml", "ci.yaml", values);
        add(files, "Dockerfile", "Dockerfile", values);
        add(files, ".dockerignore", "dockerignore", values);
        add(files, "compose.yaml", "compose.yaml", values);
        add(files, ".gitignore", "gitignore", values);
        add(files, "README.md", "README.md", values);
        EditorFiles.all().forEach(files::add);
        files.write();
        List<String> report = new ArrayList<>();
        files.names().stream().sorted().forEach(each -> report.add("wrote " + folder.resolve(each)));
        report.add("run it: howdah dev " + folder);
        return report;
    }

    private static void add(NewFiles files, String name, String template, Map<String, String> values) {
        files.add(name, Templates.fill("application/" + template, values));
    }

    private static Map<String, String> stages() {
        Map<String, String> stages = new LinkedHashMap<>();
        stages.put("dev", "1");
        stages.put("staging", "2");
        stages.put("prod", "3");
        return stages;
    }

    private static void requireEmpty(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        if (!Files.isDirectory(folder)) {
            throw new StartException(folder + " is a file; give an empty folder, or one that does not exist");
        }
        try (Stream<Path> found = Files.list(folder)) {
            found.map(each -> String.valueOf(each.getFileName()))
                    .filter(each -> !each.equals(".git"))
                    .sorted()
                    .findFirst()
                    .ifPresent(first -> {
                        throw new StartException(folder + " is not empty: it has " + first
                                + "; give an empty folder, or add a domain to this one with howdah new");
                    });
        } catch (IOException e) {
            throw new StartException(folder + " cannot be read (" + e + "); fix its permissions", e);
        }
    }

    /** Returns the application's name, for the consumer group, the databases and the names in Kubernetes. */
    private static String appName(Path folder) {
        String name = String.valueOf(folder.toAbsolutePath().normalize().getFileName())
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9]+", "-")
                .replaceAll("^[-0-9]+|-$", "");
        String cut = name.substring(0, Math.min(name.length(), MAX_NAME_LENGTH)).replaceAll("-$", "");
        return cut.isEmpty() ? "app" : cut;
    }
}
