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

/** {@code howdah init}: creates an application. */
@Command(
        name = "init",
        description = "Creates an application with one domain in a folder. Run it with howdah dev <folder>.",
        mixinStandardHelpOptions = true)
final class InitCommand implements Callable<Integer> {

    @Parameters(paramLabel = "folder", description = "An empty folder, or one to create.")
    private @SuppressWarnings("NullAway.Init") Path folder;

    @Option(
            names = "--domain",
            paramLabel = "name",
            defaultValue = "parcels",
            description = "Name of the domain; default: ${DEFAULT-VALUE}.")
    private String domain = "";

    @Option(
            names = "--type",
            paramLabel = "name",
            description = "Name of the SDL type; default: singular of the domain.")
    private Optional<String> type = Optional.empty();

    @Option(
            names = "--editors",
            description = "Only writes the files for editors, into an existing folder. Repeat it after an upgrade.")
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
