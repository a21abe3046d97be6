package io.howdah.cli.develop;

import io.howdah.cli.Ports;
import io.howdah.cli.SettingFlags;
import io.howdah.config.SettingValues;
import io.howdah.config.Settings;
import io.howdah.dev.DevIssuer;
import io.howdah.dev.DevServices;
import io.howdah.dev.web.DevPage;
import io.howdah.observe.LogSwitch;
import io.howdah.runtime.Application;
import io.howdah.runtime.RunningProcess;
import io.howdah.runtime.source.ApplicationSources;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code howdah dev}: runs an application, or the demo and its services, with embedded Kafka and MongoDB. */
@Command(
        name = "dev",
        description = "Runs an application, or the demo, with an embedded Kafka broker and MongoDB server.",
        mixinStandardHelpOptions = true)
final class DevCommand implements Callable<Integer> {

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
        DevIssuer issuer = DevIssuer.of(Path.of(System.getProperty("user.home")));
        ApplicationSources sources = new ApplicationSources(folders);
        SettingValues values = flags.loadForDev(sources);
        SettingFlags.forgetReplacedServices(values);
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

    private static void choosePorts(SettingValues values, PrintWriter out) {
        Settings settings = Settings.of(values);
        Ports ports = new Ports(values, out);
        String host = settings.http().host();
        Ports.requireHost(host);
        ports.fallBack(Settings.HTTP_PORT, host, settings.http().port());
        ports.fallBack(Settings.MANAGEMENT_PORT, host, settings.http().managementPort());
        if (!values.isFromEnvironment(Settings.KAFKA_BROKERS)) {
            ports.fallBack(
                    Settings.DEV_KAFKA_PORT, DevServices.HOST, settings.dev().kafkaPort());
        }
        if (!values.isFromEnvironment(Settings.MONGO_URI)) {
            ports.fallBack(
                    Settings.DEV_MONGO_PORT, DevServices.HOST, settings.dev().mongoPort());
        }
    }
}
