package io.howdah.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.function.Function;
import picocli.CommandLine.Option;

/** The options of every command that shows a token. */
public final class TokenOptions {

    @Option(
            names = "--token",
            paramLabel = "token",
            defaultValue = "${env:HOWDAH_TOKEN:-}",
            description = {
                "The token to show; better in HOWDAH_TOKEN, since other users of this machine may see arguments.",
                "howdah dev asks for none."
            })
    private String token = "";

    @Option(
            names = "--token-file",
            paramLabel = "file",
            defaultValue = "${env:HOWDAH_TOKEN_FILE:-}",
            description = "File that holds the token, also HOWDAH_TOKEN_FILE.")
    private String tokenFile = "";

    /** Return the token, empty for none; {@code wrong} makes the failure of a command whose arguments are. */
    public String token(Function<String, ? extends RuntimeException> wrong) {
        if (tokenFile.isBlank()) {
            return token.strip();
        }
        if (!token.isBlank()) {
            throw wrong.apply("--token and --token-file, or their variables, are both given; take one");
        }
        try {
            return Files.readString(Path.of(tokenFile)).strip();
        } catch (IOException | InvalidPathException e) {
            throw wrong.apply("--token-file=" + tokenFile + " must be a file that can be read ("
                    + e.getClass().getSimpleName() + ")");
        }
    }
}
