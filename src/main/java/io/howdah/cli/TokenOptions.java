package io.howdah.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.function.Function;
import picocli.CommandLine.Option;

/** Options of every command that sends a token. */
public final class TokenOptions {

    @Option(
            names = "--token",
            paramLabel = "token",
            defaultValue = "${env:HOWDAH_TOKEN:-}",
            description = {
                "Bearer token. Prefer HOWDAH_TOKEN: other users of this machine may see arguments.",
                "howdah dev needs no token."
            })
    private String token = "";

    @Option(
            names = "--token-file",
            paramLabel = "file",
            defaultValue = "${env:HOWDAH_TOKEN_FILE:-}",
            description = "File that contains the token; also HOWDAH_TOKEN_FILE.")
    private String tokenFile = "";

    /**
     * Returns the token, empty for none.
     *
     * @param wrong creates the exception for invalid arguments from its message
     */
    public String token(Function<String, ? extends RuntimeException> wrong) {
        if (tokenFile.isBlank()) {
            return token.strip();
        }
        if (!token.isBlank()) {
            throw wrong.apply("--token and --token-file, or their environment variables, exclude each other; use one");
        }
        try {
            return Files.readString(Path.of(tokenFile)).strip();
        } catch (IOException | InvalidPathException e) {
            throw wrong.apply("--token-file=" + tokenFile + " must be a readable file ("
                    + e.getClass().getSimpleName() + ")");
        }
    }
}
