package io.howdah.cli;

import io.howdah.config.SettingValues;
import io.howdah.config.Settings;
import io.howdah.runtime.source.ApplicationSources;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** The option {@code --set}, which sets single settings. */
public final class SettingFlags {

    @Option(
            names = "--set",
            paramLabel = "key=value",
            description = "Sets a setting; overrides files and environment variables. May be repeated. Not for secrets:"
                    + " other users of this machine may see arguments.")
    private Map<String, String> flags = Map.of();

    /** Called by picocli. */
    public SettingFlags() {}

    /**
     * Returns the settings of {@code howdah dev}, which include those of the embedded services.
     *
     * @throws io.howdah.config.SettingException if a file cannot be read, or a key is unknown
     */
    public SettingValues loadForDev(ApplicationSources sources) {
        return load(sources, sources.isDemo() ? List.of("demo", "dev") : List.of("dev"), "");
    }

    SettingValues load(ApplicationSources sources, List<String> profiles, String named) {
        SettingValues values = SettingValues.load(profiles, sources.folders(), named, System.getenv());
        values.set(flags);
        return values;
    }

    /**
     * Removes the settings of external services that dev replaces by embedded ones. A folder for production, with its
     * credentials and certificates, so runs in dev unchanged.
     */
    public static void forgetReplacedServices(SettingValues values) {
        if (!values.isFromEnvironment(Settings.KAFKA_BROKERS)) {
            Settings.resetKafka(values);
        }
        if (!values.isFromEnvironment(Settings.MONGO_URI)) {
            Settings.resetMongo(values);
        }
    }
}
