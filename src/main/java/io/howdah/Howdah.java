package io.howdah;

import io.howdah.cli.CheckDependencies;
import io.howdah.cli.ConnectionsCommand;
import io.howdah.cli.CursorCommand;
import io.howdah.cli.DlqCommand;
import io.howdah.cli.IngestCommand;
import io.howdah.cli.ModelCommand;
import io.howdah.cli.RebuildCommand;
import io.howdah.cli.ResumeCommand;
import io.howdah.cli.RevokeCommand;
import io.howdah.cli.RoutesCommand;
import io.howdah.cli.SettingFlags;
import io.howdah.cli.SettingOptions;
import io.howdah.cli.TailCommand;
import io.howdah.config.AuthSettings;
import io.howdah.config.AuthSettings.Bound;
import io.howdah.config.AuthSettings.Mode;
import io.howdah.config.Durations;
import io.howdah.config.SettingValues;
import io.howdah.config.Settings;
import io.howdah.dev.DevIssuer;
import io.howdah.dev.DevServices;
import io.howdah.dev.mongo.EmbeddedMongo;
import io.howdah.dev.web.DevPage;
import io.howdah.security.Authentication;
import io.howdah.security.oidc.TokenVerifiers;
import io.howdah.source.ApplicationSources;
import io.howdah.source.StartFailure;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command line. Without a command it is {@code run}. */
@Command(
        name = "howdah",
        description = "Event-driven GraphQL BFF runtime with real-time notifications, on Apache Camel.",
        mixinStandardHelpOptions = true,
        versionProvider = Howdah.Version.class,
        subcommands = {
            Howdah.Dev.class,
            Howdah.Run.class,
            InitCommand.class,
            NewCommand.class,
            DlqCommand.class,
            ResumeCommand.class,
            IngestCommand.class,
            ModelCommand.class,
            RebuildCommand.class,
            ConfigCommand.class,
            CheckDependencies.class,
            SchemaCommand.class,
            ExplainCommand.class,
            RoutesCommand.class,
            TailCommand.class,
            RevokeCommand.class,
            CursorCommand.class,
            ConnectionsCommand.class,
            Howdah.Token.class
        })
public final class Howdah implements Callable<Integer> {

    private static final Logger LOG = LoggerFactory.getLogger(Howdah.class);
    private static final int FAILED = 1;

    @Spec
    private @SuppressWarnings("NullAway.Init") CommandSpec spec;

    private Howdah() {}

    /** Runs a command and ends the process with its exit code: 0, 1 when it failed, 2 when the arguments are wrong. */
    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Howdah())
                .addSubcommand(new TestCommand(Howdah::goldenDatabase))
                .addSubcommand(new LintCommand(Howdah::goldenDatabase))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    LOG.debug("Command failed", failure);
                    StartFailure.explain(failure)
                            .lines()
                            .forEach(line -> command.getErr().println("howdah: " + line));
                    return FAILED;
                });
    }

    @Override
    public Integer call() throws Exception {
        return run(
                new ApplicationSources(List.of()),
                new SettingOptions(),
                false,
                spec.commandLine().getOut());
    }

    /** How {@code howdah run} finds out who asks. */
    static Authentication byTokens(AuthSettings settings) {
        return settings.requireMode() == Mode.NONE
                ? Authentication.NONE
                : Authentication.byToken(
                        TokenVerifiers.of(settings),
                        settings.anonymous(),
                        settings.accessTokens().bound() == Bound.CERTIFICATE);
    }

    private static int run(ApplicationSources sources, SettingOptions options, boolean watch, PrintWriter out)
            throws Exception {
        SettingValues values = options.load(sources);
        Settings settings = Settings.of(values);
        LogSwitch.to(settings.logFormat(), System.getenv());
        settings.auth().requireMode();
        Ports.requireHost(settings.http().host());
        Ports.require(
                Settings.HTTP_PORT, settings.http().host(), settings.http().port());
        Ports.require(
                Settings.MANAGEMENT_PORT,
                settings.http().host(),
                settings.http().managementPort());
        try (RunningProcess process = new RunningProcess()) {
            Application application = process.start(() -> Application.start(values, sources, Howdah::byTokens));
            if (watch) {
                application.reloadChanges(values, sources);
            }
            application.describe(out);
            process.awaitEnd();
        }
        return 0;
    }

    /** {@code howdah run}: on the Kafka and MongoDB that the settings name. */
    @Command(
            name = "run",
            description = "Runs an application on your Kafka and MongoDB (HOWDAH_KAFKA_BROKERS, HOWDAH_MONGO_URI).",
            mixinStandardHelpOptions = true)
    static final class Run implements Callable<Integer> {

        @Parameters(paramLabel = "folder", description = "Folders with routes/, graphql/, application.properties.")
        private List<Path> folders = List.of();

        @Option(
                names = "--watch",
                description = "Puts changes of routes and SDL in place while it runs, without cutting anybody off.")
        private boolean watch;

        @Mixin
        private final SettingOptions options = new SettingOptions();

        @Spec
        private @SuppressWarnings("NullAway.Init") CommandSpec spec;

        @Override
        public Integer call() throws Exception {
            return run(
                    new ApplicationSources(folders),
                    options,
                    watch,
                    spec.commandLine().getOut());
        }
    }

    /** {@code howdah dev}: with a Kafka and a MongoDB inside this process, and the demo's domain services. */
    @Command(
            name = "dev",
            description = "Runs an application, or the demo, with a Kafka broker and a MongoDB server of its own.",
            mixinStandardHelpOptions = true)
    static final class Dev implements Callable<Integer> {

        @Parameters(
                paramLabel = "folder",
                description = "Folders with routes/, graphql/, application.properties; none for the demo.")
        private List<Path> folders = List.of();

        @Mixin
        private final SettingFlags flags = new SettingFlags();

        @Spec
        private @SuppressWarnings("NullAway.Init") CommandSpec spec;

        @Override
        public Integer call() throws Exception {
            PrintWriter out = spec.commandLine().getOut();
            DevIssuer issuer = DevIssuer.of(home());
            ApplicationSources sources = new ApplicationSources(folders);
            SettingValues values = flags.loadForDev(sources);
            forgetWhatIsEmbedded(values);
            LogSwitch.to(Settings.of(values).logFormat(), System.getenv());
            choosePorts(values, out);
            try (RunningProcess process = new RunningProcess()) {
                DevServices services = process.startWhole(() -> DevServices.start(values, sources.isDemo()));
                DevPage page = new DevPage(issuer, sources, Settings.of(values));
                Application application =
                        process.start(() -> Application.start(values, sources, issuer::authentication, page::serve));
                if (!sources.isDemo()) {
                    application.reloadChanges(values, sources);
                }
                services.publishEvents();
                application.describe(out);
                out.println("  Page           " + page.url(application.port()));
                out.flush();
                process.awaitEnd();
            }
            return 0;
        }

        /** A folder made for production, with its credentials and certificates, runs in dev as it is. */
        static void forgetWhatIsEmbedded(SettingValues values) {
            if (!values.isFromEnvironment(Settings.KAFKA_BROKERS)) {
                Settings.forgetKafka(values);
            }
            if (!values.isFromEnvironment(Settings.MONGO_URI)) {
                Settings.forgetMongo(values);
            }
        }

        private static void choosePorts(SettingValues values, PrintWriter out) {
            Settings settings = Settings.of(values);
            Ports ports = new Ports(values, out);
            String host = settings.http().host();
            Ports.requireHost(host);
            ports.fallBack(Settings.HTTP_PORT, host, settings.http().port());
            ports.fallBack(Settings.MANAGEMENT_PORT, host, settings.http().managementPort());
            if (!values.isFromEnvironment(Settings.KAFKA_BROKERS)) {
                ports.fallBack(
                        Settings.DEV_KAFKA_PORT,
                        DevServices.HOST,
                        settings.dev().kafkaPort());
            }
            if (!values.isFromEnvironment(Settings.MONGO_URI)) {
                ports.fallBack(
                        Settings.DEV_MONGO_PORT,
                        DevServices.HOST,
                        settings.dev().mongoPort());
            }
        }
    }

    /** A database for golden tests, of this process alone. */
    static GoldenDatabase goldenDatabase() throws IOException {
        EmbeddedMongo server = EmbeddedMongo.start(DevServices.HOST, 0);
        return new GoldenDatabase(server.uri(), server::close);
    }

    private static Path home() {
        return Path.of(System.getProperty("user.home"));
    }

    /** {@code howdah token}: who somebody is, for processes in dev. */
    @Command(
            name = "token",
            description = {
                "Prints a token that howdah dev takes, for the header Authorization: Bearer <token>.",
                "It is good on this machine, for processes of the same user, and for howdah dev alone."
            },
            mixinStandardHelpOptions = true)
    static final class Token implements Callable<Integer> {

        private static final Duration LONGEST = Duration.ofDays(365);

        @Parameters(paramLabel = "subject", description = "Who it is for, such as alice.")
        private String subject = "";

        @Option(names = "--role", paramLabel = "role", description = "A role; may be repeated.")
        private List<String> roles = List.of();

        @Option(
                names = "--expires",
                paramLabel = "duration",
                defaultValue = "8h",
                description = "How long it is good, such as 5m; default: ${DEFAULT-VALUE}.")
        private String expires = "";

        @Spec
        private @SuppressWarnings("NullAway.Init") CommandSpec spec;

        @Override
        public Integer call() {
            if (subject.isBlank()) {
                throw new ParameterException(spec.commandLine(), "the subject must not be empty");
            }
            Duration good = Durations.parse(expires)
                    .filter(given -> given.compareTo(LONGEST) <= 0)
                    .orElseThrow(() -> new ParameterException(
                            spec.commandLine(), "--expires=" + expires + " " + Durations.RULE + ", 365d at most"));
            spec.commandLine().getOut().println(DevIssuer.of(home()).token(subject, roles, good));
            spec.commandLine().getOut().flush();
            return 0;
        }
    }

    /** The version of the jar. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Howdah.class.getPackage().getImplementationVersion();
            return new String[] {"howdah " + (version == null ? "(not packaged)" : version)};
        }
    }
}
