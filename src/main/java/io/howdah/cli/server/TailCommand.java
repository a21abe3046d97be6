package io.howdah.cli.server;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.howdah.cli.AdminOptions;
import io.howdah.cli.InstantConverter;
import io.howdah.cli.SettingOptions;
import io.howdah.cli.Table;
import io.howdah.cli.TokenOptions;
import io.howdah.cli.server.tail.ChannelTail;
import io.howdah.cli.server.tail.RecordDecoder;
import io.howdah.cli.server.tail.TailFilter;
import io.howdah.cli.server.tail.TailLine;
import io.howdah.cli.server.tail.TopicTail;
import io.howdah.config.Nearest;
import io.howdah.config.SettingValues;
import io.howdah.config.Settings;
import io.howdah.ingest.DeclaredIngest;
import io.howdah.ingest.IngestRoutes;
import io.howdah.ingest.format.RecordFormats;
import io.howdah.ingest.kafka.KafkaClients;
import io.howdah.model.ReadModels;
import io.howdah.push.channel.NotifyRoute;
import io.howdah.push.channel.NotifyRoutes;
import io.howdah.runtime.source.ApplicationSources;
import io.howdah.runtime.source.DeclaredRoutes;
import io.howdah.text.JsonMappers;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.apache.camel.impl.DefaultCamelContext;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code howdah tail}: shows records of a topic or events of a channel until Ctrl-C. */
@Command(
        name = "tail",
        description = {
            "Shows new records of a topic, decoded as in its ingest route, or new events of a channel.",
            "Prints one line each with key, version and age, until Ctrl-C.",
            "Reads topics from Kafka: you see whole records, which may contain personal data.",
            "Reads channels from a running process: you see what your token permits."
        },
        mixinStandardHelpOptions = true)
public final class TailCommand implements Callable<Integer> {

    @Parameters(index = "0", paramLabel = "topic|channel", description = "A topic of an ingest route, or a channel.")
    private String name = "";

    @Parameters(
            index = "1..*",
            paramLabel = "folder",
            description = "Folders with routes/, graphql/, application.properties; none for the demo.")
    private List<Path> folders = List.of();

    @Option(
            names = "--url",
            paramLabel = "url",
            defaultValue = "http://127.0.0.1:8080",
            description = {
                "Address of the process's application port, for a channel; default: ${DEFAULT-VALUE}.",
                "With --url, the name is a channel, and folders are not needed."
            })
    private String url = "";

    @Mixin
    private final TokenOptions tokens = new TokenOptions();

    @Mixin
    private final SettingOptions settings = new SettingOptions();

    @Option(names = "--topic", description = "The name is a topic that no ingest route reads; it contains JSON.")
    private boolean topic;

    @Option(names = "--dev", description = "Uses the settings of howdah dev instead of howdah run.")
    private boolean dev;

    @Option(names = "--from-beginning", description = "Topic: shows all records that it still has, then new ones.")
    private boolean fromBeginning;

    @Option(
            names = "--since",
            paramLabel = "time",
            converter = InstantConverter.class,
            description = "Topic: shows records since this time; 2026-01-31T08:00:00Z, or an age such as 10m.")
    private @Nullable Instant since;

    @Option(names = "--snapshot", description = "Channel: shows the current documents first.")
    private boolean snapshot;

    @Option(names = "--key", paramLabel = "key", description = "Shows only records or events with this key.")
    private @Nullable String key;

    @Option(
            names = "--limit",
            paramLabel = "n",
            defaultValue = "0",
            description = "Ends after this many, 0 for never; default: ${DEFAULT-VALUE}.")
    private int limit;

    @Option(
            names = "--format",
            paramLabel = "table|json",
            defaultValue = "TABLE",
            description = "table (the default), or json: one object per line.")
    private AdminOptions.Format format = AdminOptions.Format.TABLE;

    @Spec
    private @SuppressWarnings("NullAway.Init") CommandSpec spec;

    private record Declared(List<DeclaredIngest> ingests, Set<String> channels) {}

    /** Called by picocli. */
    public TailCommand() {}

    @Override
    public Integer call() throws Exception {
        if (limit < 0) {
            throw wrong("--limit=" + limit + " must be 0 or more");
        }
        if (fromBeginning && since != null) {
            throw wrong("--from-beginning and --since exclude each other; use one");
        }
        boolean hasUrl = spec.commandLine().getParseResult().hasMatchedOption("--url");
        if (hasUrl && topic) {
            throw wrong("--url is for channels and --topic for topics; use one");
        }
        if (hasUrl) {
            followChannel();
            return 0;
        }
        ApplicationSources sources = new ApplicationSources(folders);
        SettingValues values = values(sources);
        ReadModels models = ReadModels.load(sources.schemas());
        Declared declared = DeclaredRoutes.read(
                sources,
                values,
                models,
                (context, files) -> new Declared(
                        IngestRoutes.declaredIn(context),
                        NotifyRoutes.declaredIn(context).stream()
                                .map(NotifyRoute::channel)
                                .collect(Collectors.toCollection(TreeSet::new))));
        Optional<DeclaredIngest> ingest = declared.ingests().stream()
                .filter(route ->
                        route.topic().equals(name) || route.deadLetterTopic().equals(name))
                .findFirst();
        if (topic || ingest.isPresent()) {
            followTopic(sources, values, models, ingest);
        } else if (declared.channels().contains(name)) {
            followChannel();
        } else {
            throw unknown(declared);
        }
        return 0;
    }

    private ParameterException unknown(Declared declared) {
        Set<String> known = new TreeSet<>(declared.channels());
        declared.ingests().forEach(route -> known.add(route.topic()));
        return wrong("the application has no topic or channel " + name + "; did you mean " + Nearest.of(name, known)
                + "? It has " + String.join(", ", known) + "; --topic reads any topic");
    }

    private SettingValues values(ApplicationSources sources) {
        SettingValues values = dev ? settings.loadForDev(sources) : settings.load(sources);
        if (dev && !values.isFromEnvironment(Settings.KAFKA_BROKERS)) {
            Settings.resetKafka(values);
            values.override(
                    Settings.KAFKA_BROKERS,
                    "127.0.0.1:" + Settings.of(values).dev().kafkaPort(),
                    "the embedded Kafka broker");
        }
        return values;
    }

    private void followTopic(
            ApplicationSources sources, SettingValues values, ReadModels models, Optional<DeclaredIngest> ingest)
            throws IOException {
        if (snapshot) {
            throw wrong("--snapshot is for channels, and " + name
                    + " is a topic; use --from-beginning to show all its records");
        }
        Settings settings = Settings.of(values);
        ObjectMapper json = JsonMappers.EXACT;
        RecordFormats formats =
                new RecordFormats(sources::file, settings.schemaRegistry(), settings.downstreamTimeout(), json);
        // A dead letter has the value of its record, so it has the same format.
        String format = ingest.map(route -> formats.require(route.format(), route.schema()))
                .orElseGet(() -> formats.require("json", ""));
        String versionField = ingest.flatMap(route -> models.get(route.model()).version(route.part()))
                .orElse(null);
        Instant from = fromBeginning ? Instant.MIN : since;
        try (DefaultCamelContext context = new DefaultCamelContext();
                TopicTail tail = new TopicTail(
                        new KafkaClients(settings.kafka()).properties(),
                        name,
                        new RecordDecoder(context, formats, json, format, versionField))) {
            tail.follow(from, shown());
        }
    }

    private void followChannel() throws InterruptedException {
        if (fromBeginning || since != null) {
            throw wrong((fromBeginning ? "--from-beginning" : "--since") + " is for topics, and " + name
                    + " is a channel; use --snapshot to show the current documents first");
        }
        URI base = AdminOptions.address(url)
                .orElseThrow(() -> wrong("--url=" + url + " must be an address such as http://127.0.0.1:8080"));
        PrintWriter err = spec.commandLine().getErr();
        new ChannelTail(base, name, tokens.token(this::wrong), err::println).follow(snapshot, shown());
    }

    private TailFilter shown() {
        PrintWriter out = spec.commandLine().getOut();
        return new TailFilter(key, limit, item -> {
            out.println(line(item));
            out.flush();
        });
    }

    private String line(TailLine item) {
        return format == AdminOptions.Format.JSON ? item.json().toString() : Table.plain(item.line());
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
