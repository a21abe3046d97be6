package io.howdah.cli.server;

import com.fasterxml.jackson.databind.JsonNode;
import io.howdah.cli.AdminClient;
import io.howdah.cli.AdminOptions;
import io.howdah.cli.Table;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code howdah model}: shows and controls the ingest of models. */
@Command(
        name = "model",
        description = "Lists models, and makes a model accept a recreated topic.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "(list | rebase)",
        subcommands = {ModelCommand.List.class, ModelCommand.Rebase.class})
public final class ModelCommand {

    private static final String PATH = "/admin/models";

    /** Called by picocli. */
    public ModelCommand() {}

    /** Sends an operation on a model without a body, and prints the result. */
    static void change(AdminOptions options, String model, String operation, Function<JsonNode, String> result)
            throws InterruptedException {
        change(options, model, operation, Map.of(), result);
    }

    /**
     * Sends an operation on a model, and prints the result.
     *
     * @param operation last part of the path
     * @param result returns the output for the response, unless the format is JSON
     */
    static void change(
            AdminOptions options,
            String model,
            String operation,
            Map<String, Object> body,
            Function<JsonNode, String> result)
            throws InterruptedException {
        JsonNode response = options.client().post(PATH + "/" + AdminClient.segment(model) + "/" + operation, body);
        options.out().println(options.isJson() ? response : result.apply(response));
        options.out().flush();
    }

    /** {@code howdah model list}. */
    @Command(
            name = "list",
            description = "Lists the models and the state of their ingest.",
            mixinStandardHelpOptions = true)
    static final class List implements Callable<Integer> {

        @Mixin
        private final AdminOptions options = new AdminOptions();

        @Override
        public Integer call() throws InterruptedException {
            JsonNode models = options.client().get(PATH);
            Table table = new Table(options.out(), "MODEL", "STATE", "REASON");
            for (JsonNode model : models) {
                if (options.isJson()) {
                    options.out().println(model);
                } else {
                    table.row(
                            model.path("model").asText(),
                            model.path("state").asText(),
                            model.path("reason").asText());
                }
            }
            table.end();
            options.out().flush();
            return 0;
        }
    }

    /** {@code howdah model rebase}. */
    @Command(
            name = "rebase",
            description = "Makes a model's ingest accept a topic that was recreated, repartitioned or truncated.",
            mixinStandardHelpOptions = true)
    static final class Rebase implements Callable<Integer> {

        @Mixin
        private final AdminOptions options = new AdminOptions();

        @Parameters(paramLabel = "model", description = "The model, an SDL type with @readModel.")
        private String model = "";

        @Override
        public Integer call() throws InterruptedException {
            change(
                    options,
                    model,
                    "rebase",
                    response -> response.path("rebased").isEmpty()
                            ? "the topics of " + model + " have not changed; there was nothing to do"
                            : model + " accepts its topics as they are now, for " + response.path("rebased"));
            return 0;
        }
    }
}
