package io.howdah.cli.develop;

import io.howdah.tools.scaffold.DomainName;
import io.howdah.tools.scaffold.DomainOptions;
import io.howdah.tools.scaffold.NewDomain;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code howdah new}: adds a domain to an application. */
@Command(
        name = "new",
        description = {
            "Adds a domain to an application: routes, SDL, the setting for its topic, and a golden case.",
            "With --from, derives fields, types, key, version and owner from an event of the topic; other options override them."
        })
final class NewCommand implements Callable<Integer> {

    @Parameters(paramLabel = "domain", description = "Name of the domain, such as parcels or parcel-stops.")
    private String domain = "";

    @Option(
            names = "--folder",
            paramLabel = "folder",
            defaultValue = ".",
            description = "The application's folder; default: the current one.")
    private @SuppressWarnings("NullAway.Init") Path folder;

    @Option(
            names = "--type",
            paramLabel = "name",
            description = "Name of the SDL type; default: singular of the domain.")
    private Optional<String> type = Optional.empty();

    @Option(names = "--topic", paramLabel = "topic", description = "The topic; default: <domain>.events.")
    private Optional<String> topic = Optional.empty();

    @Option(
            names = "--key",
            paramLabel = "field",
            split = ",",
            description =
                    "The field that identifies a document, or several, separated by commas; may be a path such as order.id.")
    private List<String> key = List.of();

    @Option(
            names = "--field",
            paramLabel = "name:Type",
            description =
                    "A field, such as status:String or tags:[String!]; may be repeated. With --from, overrides the type.")
    private List<String> fields = List.of();

    @Option(
            names = "--owner",
            paramLabel = "field",
            description = "The field with the owner of a document, the only user who may see it.")
    private Optional<String> owner = Optional.empty();

    @Option(
            names = "--version",
            paramLabel = "field",
            description = "The field that increases with each change, a number or a time.")
    private Optional<String> version = Optional.empty();

    @Option(names = "--from", paramLabel = "file", description = "A file with one event of the topic, in JSON.")
    private Optional<Path> from = Optional.empty();

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help message and exit.")
    @SuppressWarnings("UnusedVariable") // for picocli
    private boolean help;

    @Spec
    private @SuppressWarnings("NullAway.Init") CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        NewDomain.add(folder, DomainName.of(domain, type), from, new DomainOptions(topic, key, fields, owner, version))
                .forEach(out::println);
        out.flush();
        return 0;
    }
}
