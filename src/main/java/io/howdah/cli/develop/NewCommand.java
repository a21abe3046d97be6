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

/** {@code howdah new}: a domain more. */
@Command(
        name = "new",
        description = {
            "Adds a domain to an application: routes, SDL, the setting of its topic, and a golden case.",
            "With an event of the topic it finds out fields, types, key, version and owner; flags say them otherwise."
        })
final class NewCommand implements Callable<Integer> {

    @Parameters(paramLabel = "domain", description = "What the domain is called, such as parcels or parcel-stops.")
    private String domain = "";

    @Option(
            names = "--folder",
            paramLabel = "folder",
            defaultValue = ".",
            description = "The application's folder; default: this one.")
    private @SuppressWarnings("NullAway.Init") Path folder;

    @Option(names = "--type", paramLabel = "name", description = "The SDL type, where the domain does not tell it.")
    private Optional<String> type = Optional.empty();

    @Option(names = "--topic", paramLabel = "topic", description = "The topic; default: <domain>.events.")
    private Optional<String> topic = Optional.empty();

    @Option(
            names = "--key",
            paramLabel = "field",
            split = ",",
            description =
                    "The field that identifies a document, or several with commas; a path such as order.id is one too.")
    private List<String> key = List.of();

    @Option(
            names = "--field",
            paramLabel = "name:Type",
            description =
                    "A field, such as status:String or tags:[String!]; may be repeated. Of an event it says another type.")
    private List<String> fields = List.of();

    @Option(
            names = "--owner",
            paramLabel = "field",
            description = "The field with whom a document belongs to, and who alone sees it.")
    private Optional<String> owner = Optional.empty();

    @Option(
            names = "--version",
            paramLabel = "field",
            description = "The field that grows with each change, a number or a time.")
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
