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

/** The options of commands that read an application's settings: the profile that it runs in, and single settings. */
public final class SettingOptions {

    private static final String PROFILE = "--profile";

    @Spec(Target.MIXEE)
    private @SuppressWarnings("NullAway.Init") CommandSpec spec;

    @Option(
            names = {PROFILE, "--environment"},
            paramLabel = "name",
            defaultValue = "${env:HOWDAH_ENVIRONMENT:-}",
            description = {
                "The profile, which is the environment that it runs in, such as prod: reads the folders'",
                "environments/<name>.properties and application-<name>.properties, also HOWDAH_ENVIRONMENT; default: none."
            })
    private String profile = "";

    @Mixin
    private final SettingFlags flags = new SettingFlags();

    /** The command line makes it. */
    public SettingOptions() {}

    /**
     * Return the settings as {@code howdah run} reads them.
     *
     * @throws io.howdah.config.SettingException if they cannot be read, or have a key that is not there
     */
    public SettingValues load(ApplicationSources sources) {
        return flags.load(sources, sources.isDemo() ? List.of("demo") : List.of(), profile);
    }

    /**
     * Return the settings as {@code howdah dev} reads them, those of what it embeds too.
     *
     * @throws ParameterException if a profile is given on the command line, which dev does not take
     * @throws io.howdah.config.SettingException as above
     */
    public SettingValues loadForDev(ApplicationSources sources) {
        if (spec.commandLine().getParseResult().hasMatchedOption(PROFILE)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--dev and " + PROFILE + " are both given, and howdah dev takes no other profile; take one");
        }
        return flags.loadForDev(sources);
    }
}
