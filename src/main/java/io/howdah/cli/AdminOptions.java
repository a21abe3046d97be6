package io.howdah.cli;

import java.io.PrintWriter;
import java.net.URI;
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

    boolean isJson() {
        return format == Format.JSON;
    }

    PrintWriter out() {
        return spec.commandLine().getOut();
    }

    /** Return the process to ask. */
    AdminClient client() {
        return new AdminClient(uri(), token.strip());
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
