package io.howdah.cli;

import io.howdah.config.SettingValues;
import io.howdah.config.Settings;
import io.howdah.runtime.source.ApplicationSources;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** The option that says single settings. */
public final class SettingFlags {

    @Option(
            names = "--set",
            paramLabel = "key=value",
            description = "A setting, whatever files and the environment say; may be repeated. Not for secrets.")
    private Map<String, String> flags = Map.of();

    /** The command line makes it. */
    public SettingFlags() {}

    /**
     * Return the settings as {@code howdah dev} reads them, those of what it embeds too.
     *
     * @throws io.howdah.config.SettingException if they cannot be read, or have a key that is not there
     */
    public SettingValues loadForDev(ApplicationSources sources) {
        return load(sources, sources.isDemo() ? List.of("demo", "dev") : List.of("dev"), "");
    }

    SettingValues load(ApplicationSources sources, List<String> profiles, String named) {
        SettingValues values = SettingValues.load(profiles, sources.folders(), named, System.getenv());
        values.set(flags);
        return values;
    }

    /** A folder made for production, with its credentials and certificates, runs in dev as it is: what dev embeds is forgotten. */
    public static void forgetWhatIsEmbedded(SettingValues values) {
        if (!values.isFromEnvironment(Settings.KAFKA_BROKERS)) {
            Settings.resetKafka(values);
        }
        if (!values.isFromEnvironment(Settings.MONGO_URI)) {
            Settings.resetMongo(values);
        }
    }
}
