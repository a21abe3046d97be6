package io.howdah.cli.server;

import io.howdah.cli.AdminOptions;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code howdah resume}. */
@Command(
        name = "resume",
        description = "Lets a model's ingest go on that was paused because of too many dead letters.",
        mixinStandardHelpOptions = true)
public final class ResumeCommand implements Callable<Integer> {

    @Mixin
    private final AdminOptions options = new AdminOptions();

    @Parameters(paramLabel = "model", description = "The model, an SDL type with @readModel.")
    private String model = "";

    /** The command line makes it. */
    public ResumeCommand() {}

    @Override
    public Integer call() throws InterruptedException {
        ModelCommand.change(
                options,
                model,
                "resume",
                answer -> model + (answer.path("resumed").asBoolean() ? " is ingested again" : " was not paused"));
        return 0;
    }
}
