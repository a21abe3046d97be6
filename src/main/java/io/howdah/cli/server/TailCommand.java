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

/** {@code howdah tail}: what comes in by a topic, or goes out by a channel, until Ctrl-C. */
@Command(
        name = "tail",
        description = {
            "Shows the records of a topic, decoded as its ingest route does, or the events of a channel, as they come.",
            "One line each, with key, version and age; Ctrl-C ends it. A topic is read from Kafka and shows all of a record,",
            "which may be personal data; a channel is that of a running process, and shows what the token lets see."
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
                "Application port of the running process, for a channel; default: ${DEFAULT-VALUE}.",
                "When it is given, the name is a channel, and no folder is needed."
            })
    private String url = "";

    @Mixin
    private final TokenOptions tokens = new TokenOptions();

    @Mixin
    private final SettingOptions settings = new SettingOptions();

    @Option(names = "--topic", description = "The name is a topic, though no route reads it; it holds JSON.")
    private boolean topic;

    @Option(names = "--dev", description = "Settings as howdah dev takes them, rather than howdah run.")
    private boolean dev;

    @Option(names = "--from-beginning", description = "Of a topic all that it still has, rather than what comes now.")
    private boolean fromBeginning;

    @Option(
            names = "--since",
            paramLabel = "time",
            converter = InstantConverter.class,
            description = "Of a topic what came from then on; 2026-01-31T08:00:00Z, or how long ago: 10m.")
    private @Nullable Instant since;

    @Option(names = "--snapshot", description = "Of a channel the present documents first.")
    private boolean snapshot;

    @Option(names = "--key", paramLabel = "key", description = "Only what has this key.")
    private @Nullable String key;

    @Option(
            names = "--limit",
            paramLabel = "n",
            defaultValue = "0",
            description = "Ends after so many, 0 for never; default: ${DEFAULT-VALUE}.")
    private int limit;

    @Option(
            names = "--format",
            paramLabel = "table|json",
            defaultValue = "TABLE",
            description = "table for people; json gives one object for each line.")
    private AdminOptions.Format format = AdminOptions.Format.TABLE;

    @Spec
    private @SuppressWarnings("NullAway.Init") CommandSpec spec;

    private record Declared(List<DeclaredIngest> ingests, Set<String> channels) {}

    /** The command line makes it. */
    public TailCommand() {}

    @Override
    public Integer call() throws Exception {
        if (limit < 0) {
            throw wrong("--limit=" + limit + " must be 0 or more");
        }
        if (fromBeginning && since != null) {
            throw wrong("--from-beginning and --since are both given; take one");
        }
        boolean isAsked = spec.commandLine().getParseResult().hasMatchedOption("--url");
        if (isAsked && topic) {
            throw wrong("--url is for a channel and --topic for a topic; take one");
        }
        if (isAsked) {
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
        return wrong(name + " is no topic and no channel of the application; the nearest is " + Nearest.of(name, known)
                + ", and there are " + String.join(", ", known) + "; --topic reads any topic");
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
            throw wrong("--snapshot is for a channel, and " + name + " is a topic; --from-beginning shows what it has");
        }
        Settings settings = Settings.of(values);
        ObjectMapper json = JsonMappers.EXACT;
        RecordFormats formats =
                new RecordFormats(sources::file, settings.schemaRegistry(), settings.downstreamTimeout(), json);
        // A dead letter's value is the record's own.
        String read = ingest.map(route -> formats.require(route.format(), route.schema()))
                .orElseGet(() -> formats.require("json", ""));
        String version = ingest.flatMap(route -> models.get(route.model()).version(route.part()))
                .orElse(null);
        Instant from = fromBeginning ? Instant.MIN : since;
        try (DefaultCamelContext context = new DefaultCamelContext();
                TopicTail tail = new TopicTail(
                        new KafkaClients(settings.kafka()).properties(),
                        name,
                        new RecordDecoder(context, formats, json, read, version))) {
            tail.follow(from, shown());
        }
    }

    private void followChannel() throws InterruptedException {
        if (fromBeginning || since != null) {
            throw wrong((fromBeginning ? "--from-beginning" : "--since") + " is for a topic, and " + name
                    + " is a channel; --snapshot shows the present documents first");
        }
        URI base = AdminOptions.address(url)
                .orElseThrow(() -> wrong("--url=" + url + " must be an address such as http://127.0.0.1:8080"));
        PrintWriter err = spec.commandLine().getErr();
        new ChannelTail(base, name, tokens.token(this::wrong), err::println).follow(snapshot, shown());
    }

    private TailFilter shown() {
        PrintWriter out = spec.commandLine().getOut();
        return new TailFilter(key, limit, sight -> {
            out.println(line(sight));
            out.flush();
        });
    }

    private String line(TailLine sight) {
        return format == AdminOptions.Format.JSON ? sight.json().toString() : Table.plain(sight.line());
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
