package io.howdah.cli.server;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.howdah.cli.SettingFlags;
import io.howdah.cli.SettingOptions;
import io.howdah.cli.Table;
import io.howdah.config.Setting;
import io.howdah.config.SettingValues;
import io.howdah.config.Settings;
import io.howdah.runtime.source.ApplicationSources;
import io.howdah.text.JsonMappers;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code howdah config}: prints each setting's effective value and its source, without secrets. */
@Command(
        name = "config",
        description = {
            "Prints every setting with its effective value and the source of that value; hides secrets.",
            "Needs neither Kafka nor MongoDB. Exit code 1 if run, or dev with --dev, would refuse a setting."
        },
        mixinStandardHelpOptions = true)
final class ConfigCommand implements Callable<Integer> {

    private static final ObjectMapper JSON = JsonMappers.PLAIN;

    @Parameters(paramLabel = "folder", description = "Folders with application.properties; none for the demo.")
    private List<Path> folders = List.of();

    @Option(names = "--changed", description = "Prints only settings whose value is not Howdah's default.")
    private boolean changed;

    @Option(names = "--dev", description = "Prints the settings of howdah dev instead of howdah run.")
    private boolean dev;

    @Option(names = "--json", description = "Prints one JSON object per line: key, value, kind, source.")
    private boolean json;

    @Mixin
    private final SettingOptions options = new SettingOptions();

    @Spec
    private @SuppressWarnings("NullAway.Init") CommandSpec spec;

    @Override
    public Integer call() throws JsonProcessingException {
        SettingValues values = values();
        List<Setting> shown = values.shown().stream()
                .filter(setting -> !changed || setting.kind() != Setting.Kind.DEFAULT)
                .toList();
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            for (Setting setting : shown) {
                out.println(JSON.writeValueAsString(object(setting)));
            }
        } else {
            Table table = new Table(out, "KEY", "VALUE", "SOURCE");
            shown.forEach(setting -> table.row(setting.key(), setting.value(), setting.source()));
            table.end();
        }
        out.flush();
        // After the output, which may show why a setting is refused.
        Settings settings = Settings.of(values);
        if (!dev) {
            settings.auth().requireMode();
        }
        return 0;
    }

    private SettingValues values() {
        ApplicationSources sources = new ApplicationSources(folders);
        if (!dev) {
            return options.load(sources);
        }
        SettingValues values = options.loadForDev(sources);
        SettingFlags.forgetReplacedServices(values);
        return values;
    }

    private static ObjectNode object(Setting setting) {
        return JSON.createObjectNode()
                .put("key", setting.key())
                .put("value", setting.value())
                .put("kind", setting.kind().name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .put("source", setting.source());
    }
}
