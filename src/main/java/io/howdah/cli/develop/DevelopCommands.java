package io.howdah.cli.develop;

import io.howdah.cli.Commands;
import io.howdah.dev.DevServices;
import io.howdah.dev.mongo.EmbeddedMongo;
import io.howdah.tools.golden.GoldenDatabase;
import java.io.IOException;
import java.util.List;

/** Commands for the development of applications. */
public final class DevelopCommands implements Commands {

    @Override
    public List<Object> commands() {
        return List.of(
                new DevCommand(),
                new InitCommand(),
                new NewCommand(),
                new TestCommand(DevelopCommands::goldenDatabase),
                new LintCommand(DevelopCommands::goldenDatabase),
                new SchemaCommand(),
                new ExplainCommand(),
                new TokenCommand(),
                new CheckDependencies());
    }

    /** Starts an embedded MongoDB server for golden tests on a free port. */
    public static GoldenDatabase goldenDatabase() throws IOException {
        EmbeddedMongo server = EmbeddedMongo.start(DevServices.HOST, 0);
        return new GoldenDatabase(server.uri(), server::close);
    }
}
