package io.howdah.cli.server;

import io.howdah.cli.Ports;
import io.howdah.cli.SettingOptions;
import io.howdah.config.AuthSettings;
import io.howdah.config.AuthSettings.Bound;
import io.howdah.config.AuthSettings.Mode;
import io.howdah.config.SettingValues;
import io.howdah.config.Settings;
import io.howdah.observe.LogSwitch;
import io.howdah.runtime.Application;
import io.howdah.runtime.RunningProcess;
import io.howdah.runtime.source.ApplicationSources;
import io.howdah.security.Authentication;
import io.howdah.security.oidc.TokenVerifiers;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code howdah run}: runs an application on the configured Kafka and MongoDB. */
@Command(
        name = "run",
        description = "Runs an application on your Kafka and MongoDB (HOWDAH_KAFKA_BROKERS, HOWDAH_MONGO_URI).",
        mixinStandardHelpOptions = true)
public final class RunCommand implements Callable<Integer> {

    @Parameters(paramLabel = "folder", description = "Folders with routes/, graphql/, application.properties.")
    private List<Path> folders = List.of();

    @Option(
            names = "--watch",
            description = "Applies changes of routes and SDL while Howdah runs, and keeps clients connected.")
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

    /** Returns how {@code howdah run} authenticates clients. */
    public static Authentication byTokens(AuthSettings settings) {
        return settings.requireMode() == Mode.NONE
                ? Authentication.NONE
                : Authentication.byToken(
                        TokenVerifiers.of(settings),
                        settings.anonymous(),
                        settings.accessTokens().bound() == Bound.CERTIFICATE);
    }

    /**
     * Runs an application until the process ends.
     *
     * @param watch whether to apply changed files
     * @param out receives the addresses of what the application serves
     */
    public static int run(ApplicationSources sources, SettingOptions options, boolean watch, PrintWriter out)
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
            Application application = process.start(() -> Application.start(values, sources, RunCommand::byTokens));
            if (watch) {
                application.reloadChanges(values, sources);
            }
            application.describe(out);
            process.awaitEnd();
        }
        return 0;
    }
}
