package io.howdah.cli.server;

import io.howdah.cli.AdminOptions;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code howdah dlq discard}. */
@Command(
        name = "discard",
        description = "Marks dead letters as discarded: they need not be ingested, and are no longer open.",
        mixinStandardHelpOptions = true)
final class DlqDiscard implements Callable<Integer> {

    @Mixin
    private final AdminOptions options = new AdminOptions();

    @Mixin
    private final LetterChoice choice = new LetterChoice();

    @Override
    public Integer call() throws InterruptedException {
        options.client().lines(DlqCommand.PATH + "discard", choice.toRequest(options), line -> {
            if (options.isJson()) {
                options.out().println(line);
            } else if (line.has("plan")) {
                LetterChoice.printPlan(line.path("plan"), "discard", options);
            } else {
                options.out()
                        .println("discarded "
                                + line.path("summary").path("discarded").asText() + " dead letters");
            }
        });
        options.out().flush();
        return 0;
    }
}
