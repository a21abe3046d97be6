package io.howdah.tools.scaffold;

import io.howdah.config.SettingValues;
import io.howdah.model.ReadModel;
import io.howdah.model.ReadModels;
import io.howdah.model.SdlSource;
import io.howdah.push.channel.NotifyRoute;
import io.howdah.runtime.source.ApplicationSources;
import io.howdah.runtime.source.DeclaredRoutes;
import io.howdah.runtime.source.RouteFile;
import io.howdah.runtime.source.RouteFiles;
import io.howdah.runtime.source.StartException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** {@code howdah new}: adds a domain to an application's folder. It changes no existing file except the end of application.properties. */
public final class NewDomain {

    private static final String GOLDEN = "sample";
    private static final String PROPERTIES = "application.properties";

    private final Path folder;
    private final ApplicationSources sources;
    private final DomainName name;

    private NewDomain(Path folder, DomainName name) {
        this.folder = folder;
        this.sources = new ApplicationSources(List.of(folder));
        this.name = name;
    }

    /**
     * Adds the domain.
     *
     * @param from a file with a sample event, to derive fields, types, key, version and owner
     * @return one line for each written file and each choice, for the user
     * @throws StartException if a name is taken, an option is invalid, or the application cannot start
     */
    public static List<String> add(Path folder, DomainName name, Optional<Path> from, DomainOptions options) {
        return new NewDomain(folder, name).add(from, options);
    }

    private List<String> add(Optional<Path> from, DomainOptions options) {
        List<SdlSource> schemas = sources.schemas();
        Optional<ReadModels> models = schemas.isEmpty() ? Optional.empty() : Optional.of(ReadModels.load(schemas));
        models.ifPresent(this::requireFreeNames);
        String topic = topic(options);
        Optional<SampleEvent> sample = from.map(SampleEvent::read);
        Draft draft = Drafting.of(name, sample, options);
        DomainFiles domain = new DomainFiles(
                name,
                topic,
                Sdl.write(name, draft, sample.isPresent() ? "an event of " + topic : "options", types(models)),
                Jq.transform(draft.fields()),
                Jq.payload(draft.fields()),
                sample.orElseGet(() -> SampleValues.event(name, draft)));
        List<SdlSource> all = new ArrayList<>(schemas);
        all.add(new SdlSource(path(domain.sdlFile()), domain.sdl()));
        ReadModel model = ReadModels.load(all).get(name.type());
        requireFreeIds(new RouteFile(path(domain.routesFile()), "", domain.routes()));
        NewFiles files = new NewFiles(folder);
        domain.addTo(files, GOLDEN, Trial.expected(model, domain.transform(), domain.payload(), domain.event()));
        files.requireNew();
        models.ifPresent(this::requireFreeChannel);
        files.write();
        set(name.topicKey() + "=" + topic);
        List<String> report = new ArrayList<>();
        files.names().forEach(each -> report.add("wrote " + path(each)));
        report.add("added " + name.topicKey() + " to " + path(PROPERTIES));
        report.addAll(draft.notes());
        return report;
    }

    private String path(String file) {
        return folder.resolve(file).toString();
    }

    private static Set<String> types(Optional<ReadModels> models) {
        return models.map(each -> each.registry().types().keySet()).orElse(Set.of());
    }

    private void requireFreeNames(ReadModels models) {
        if (models.registry().types().containsKey(name.type())) {
            throw taken("type " + name.type());
        }
        for (ReadModel model : models.all()) {
            if (model.collection().equals(name.list())) {
                throw taken("collection " + name.list() + " of " + model.name());
            }
            if (model.plural().equals(name.list()) || model.singular().equals(name.list())) {
                throw taken("query " + name.list() + " of " + model.name());
            }
        }
    }

    private void requireFreeIds(RouteFile added) {
        RouteFiles present = RouteFiles.read(sources.routeFiles());
        RouteFiles.read(List.of(added))
                .routeIds()
                .forEach(id -> present.locationOfRoute(id).ifPresent(location -> {
                    throw new StartException(
                            "route id " + id + " is taken by " + location + "; give the domain another name");
                }));
    }

    private void requireFreeChannel(ReadModels models) {
        SettingValues values = SettingValues.load(List.of(), List.of(folder), System.getenv());
        for (NotifyRoute route : DeclaredRoutes.notifications(sources, values, models)) {
            if (route.channel().equals(name.list())) {
                throw taken("channel " + name.list() + " of " + route.model());
            }
        }
    }

    private StartException taken(String what) {
        return new StartException("domain " + name.domain() + ": " + what + " already exists in " + folder
                + "; give the new domain another name or another --type");
    }

    private String topic(DomainOptions options) {
        String topic = options.topic().orElse(name.domain() + ".events");
        if (!topic.matches("[A-Za-z0-9._-]{1,245}") || topic.matches("\\.{1,2}")) {
            throw new StartException("--topic=" + Names.printable(topic)
                    + " must be a Kafka topic name: letters, digits, '.', '_' and '-', at most 245 characters");
        }
        Map<String, String> settings =
                SettingValues.load(List.of(), List.of(folder), Map.of()).asMap();
        if (settings.containsKey(name.topicKey())) {
            throw taken("setting " + name.topicKey());
        }
        return topic;
    }

    private void set(String line) {
        Path file = folder.resolve(PROPERTIES);
        try {
            String text = Files.exists(file) ? Files.readString(file) : "";
            String gap = text.isEmpty() || text.endsWith("\n") ? "" : "\n";
            Files.writeString(
                    file,
                    gap + line + "\n",
                    StandardCharsets.UTF_8,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new StartException(file + " cannot be written (" + e + "); add the line " + line, e);
        }
    }
}
