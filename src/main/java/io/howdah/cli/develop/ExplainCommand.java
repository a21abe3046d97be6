package io.howdah.cli.develop;

import io.howdah.cli.SettingOptions;
import io.howdah.config.SettingValues;
import io.howdah.runtime.source.ApplicationSources;
import io.howdah.tools.explain.Explanation;
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

/** {@code howdah explain}: prints how an event travels through a domain. */
@Command(
        name = "explain",
        description = {
            "Prints each part of a domain, from its topic to its clients, with its source location.",
            "Parts are routes, read model, channels, GraphQL, REST and settings. Needs neither Kafka nor MongoDB."
        },
        mixinStandardHelpOptions = true)
final class ExplainCommand implements Callable<Integer> {

    @Parameters(index = "0", paramLabel = "domain", description = "A model, its plural, a channel, or a route file.")
    private String domain = "";

    @Parameters(
            index = "1..*",
            paramLabel = "folder",
            description = "Folders with routes/, graphql/, application.properties; none for the demo.")
    private List<Path> folders = List.of();

    @Option(
            names = "--mermaid",
            description = "Prints a Mermaid flowchart, which GitHub and GitLab render, instead of text.")
    private boolean mermaid;

    @Mixin
    private final SettingOptions options = new SettingOptions();

    @Spec
    private @SuppressWarnings("NullAway.Init") CommandSpec spec;

    @Override
    public Integer call() {
        ApplicationSources sources = new ApplicationSources(folders);
        SettingValues values = options.load(sources);
        Explanation explanation = new Explanation(sources, values);
        PrintWriter out = spec.commandLine().getOut();
        if (mermaid) {
            explanation.printMermaid(domain, out);
        } else {
            explanation.print(domain, out);
        }
        out.flush();
        return 0;
    }
}
