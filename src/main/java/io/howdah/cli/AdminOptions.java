package io.howdah.cli;

import java.io.PrintWriter;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** The options of every command that asks a running process. */
public final class AdminOptions {

    /** How a command answers. */
    public enum Format {
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

    @Mixin
    private final TokenOptions tokens = new TokenOptions();

    public boolean isJson() {
        return format == Format.JSON;
    }

    public PrintWriter out() {
        return spec.commandLine().getOut();
    }

    /** Return whether somebody named the process to ask on the command line. */
    public boolean isAsked() {
        return spec.commandLine().getParseResult().hasMatchedOption("--url");
    }

    /** Return the process to ask. */
    public AdminClient client() {
        return new AdminClient(uri(url), tokens.token(this::wrong));
    }

    /** Returns the processes to ask, by the addresses that {@code --url} has with commas. */
    public List<AdminClient> clients() {
        String token = tokens.token(this::wrong);
        return Stream.of(url.split(",", -1))
                .map(each -> new AdminClient(uri(each.strip()), token))
                .toList();
    }

    /** Return the failure of a command whose arguments are wrong: it ends with exit code 2. */
    public ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    private URI uri(String text) {
        return address(text)
                .orElseThrow(() -> wrong("--url=" + text + " must be an address such as http://127.0.0.1:9876"));
    }

    /** Return a text as the address of an HTTP server, without a slash at its end, if it is one. */
    public static Optional<URI> address(String text) {
        try {
            URI uri = URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
            String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
            return (scheme.equals("http") || scheme.equals("https")) && uri.getHost() != null
                    ? Optional.of(uri)
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
