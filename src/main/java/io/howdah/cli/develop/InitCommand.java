package io.howdah.cli.develop;

import io.howdah.tools.scaffold.DomainName;
import io.howdah.tools.scaffold.EditorFiles;
import io.howdah.tools.scaffold.NewApplication;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code howdah init}: a new application. */
@Command(
        name = "init",
        description = "Writes an application of one domain into a folder, which howdah dev then runs.",
        mixinStandardHelpOptions = true)
final class InitCommand implements Callable<Integer> {

    @Parameters(paramLabel = "folder", description = "An empty folder; it is made if it is not there.")
    private @SuppressWarnings("NullAway.Init") Path folder;

    @Option(
            names = "--domain",
            paramLabel = "name",
            defaultValue = "parcels",
            description = "What the domain is called; default: ${DEFAULT-VALUE}.")
    private String domain = "";

    @Option(names = "--type", paramLabel = "name", description = "The SDL type, where the domain does not tell it.")
    private Optional<String> type = Optional.empty();

    @Option(
            names = "--editors",
            description = "Writes only what editors need, into a folder that is there, again after an upgrade.")
    private boolean editors;

    @Spec
    private @SuppressWarnings("NullAway.Init") CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        (editors ? EditorFiles.refresh(folder) : NewApplication.create(folder, DomainName.of(domain, type)))
                .forEach(out::println);
        out.flush();
        return 0;
    }
}
