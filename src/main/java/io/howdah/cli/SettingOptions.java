package io.howdah.cli;

import io.howdah.config.SettingValues;
import io.howdah.runtime.source.ApplicationSources;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Options of commands that read an application's settings: the profile, and single settings. */
public final class SettingOptions {

    private static final String PROFILE = "--profile";

    @Spec(Target.MIXEE)
    private @SuppressWarnings("NullAway.Init") CommandSpec spec;

    @Option(
            names = {PROFILE, "--environment"},
            paramLabel = "name",
            defaultValue = "${env:HOWDAH_ENVIRONMENT:-}",
            description = {
                "Profile, such as prod; also HOWDAH_ENVIRONMENT. Default: none. Adds environments/<name>.properties and"
                        + " application-<name>.properties of each folder."
            })
    private String profile = "";

    @Mixin
    private final SettingFlags flags = new SettingFlags();

    /** Called by picocli. */
    public SettingOptions() {}

    /**
     * Returns the settings of {@code howdah run}.
     *
     * @throws io.howdah.config.SettingException if a file cannot be read, or a key is unknown
     */
    public SettingValues load(ApplicationSources sources) {
        return flags.load(sources, sources.isDemo() ? List.of("demo") : List.of(), profile);
    }

    /**
     * Returns the settings of {@code howdah dev}, which include those of the embedded services.
     *
     * @throws ParameterException if the command line has a profile; dev has its own
     * @throws io.howdah.config.SettingException if a file cannot be read, or a key is unknown
     */
    public SettingValues loadForDev(ApplicationSources sources) {
        if (spec.commandLine().getParseResult().hasMatchedOption(PROFILE)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--dev and " + PROFILE + " exclude each other, because howdah dev has its own profile; use one");
        }
        return flags.loadForDev(sources);
    }
}
