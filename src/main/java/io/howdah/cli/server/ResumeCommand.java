package io.howdah.cli.server;

import io.howdah.cli.AdminOptions;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code howdah resume}: resumes the paused ingest of a model. */
@Command(
        name = "resume",
        description = "Resumes a model's ingest that Howdah paused because of too many dead letters.",
        mixinStandardHelpOptions = true)
public final class ResumeCommand implements Callable<Integer> {

    @Mixin
    private final AdminOptions options = new AdminOptions();

    @Parameters(paramLabel = "model", description = "The model, an SDL type with @readModel.")
    private String model = "";

    /** Called by picocli. */
    public ResumeCommand() {}

    @Override
    public Integer call() throws InterruptedException {
        ModelCommand.change(
                options,
                model,
                "resume",
                response -> model + (response.path("resumed").asBoolean() ? " is ingested again" : " was not paused"));
        return 0;
    }
}
