package io.howdah.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** The options of every command that asks a running process. */
final class AdminOptions {

    /** How a command answers. */
    enum Format {
        TABLE,
        JSON
    }

    @Spec(Target.MIXEE)
    private @SuppressWarnings("NullAway.Init") CommandSpec spec;

    @Option(
            names = "--url",
            paramLabel = "url",
            defaultValue = "${env:HOWDAH_ADMIN_URL:-http://127.0.0.1:9876}",
            description = "Management port of the running process, also HOWDAH_ADMIN_URL; default: ${DEFAULT-VALUE}.")
    private String url = "";

    @Option(
            names = "--format",
            paramLabel = "table|json",
            defaultValue = "TABLE",
            description = "table for people; json gives one object for each line.")
    private Format format = Format.TABLE;

    @Option(
            names = "--token",
            paramLabel = "token",
            defaultValue = "${env:HOWDAH_TOKEN:-}",
            description = {
                "Token of an operator; better in HOWDAH_TOKEN, since other users of this machine may see arguments.",
                "howdah dev asks for none."
            })
    private String token = "";

    @Option(
            names = "--token-file",
            paramLabel = "file",
            defaultValue = "${env:HOWDAH_TOKEN_FILE:-}",
            description = "File that holds the token, also HOWDAH_TOKEN_FILE.")
    private String tokenFile = "";

    boolean isJson() {
        return format == Format.JSON;
    }

    PrintWriter out() {
        return spec.commandLine().getOut();
    }

    /** Return the process to ask. */
    AdminClient client() {
        return new AdminClient(uri(), token());
    }

    private String token() {
        if (tokenFile.isBlank()) {
            return token.strip();
        }
        if (!token.isBlank()) {
            throw wrong("--token and --token-file, or their variables, are both given; take one");
        }
        try {
            return Files.readString(Path.of(tokenFile)).strip();
        } catch (IOException | InvalidPathException e) {
            throw wrong("--token-file=" + tokenFile + " must be a file that can be read ("
                    + e.getClass().getSimpleName() + ")");
        }
    }

    /** Return the failure of a command whose arguments are wrong: it ends with exit code 2. */
    ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    private URI uri() {
        try {
            URI uri = URI.create(url.endsWith("/") ? url.substring(0, url.length() - 1) : url);
            String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
            if ((scheme.equals("http") || scheme.equals("https")) && uri.getHost() != null) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            // Answered like any other text that is no such address.
        }
        throw wrong("--url=" + url + " must be an address such as http://127.0.0.1:9876");
    }
}
