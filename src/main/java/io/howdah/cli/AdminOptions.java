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

/** Options of every command that calls the management port of a running process. */
public final class AdminOptions {

    /** Format of a command's output. */
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
            description = "Address of the process's management port; also HOWDAH_ADMIN_URL. Default: ${DEFAULT-VALUE}.")
    private String url = "";

    @Option(
            names = "--format",
            paramLabel = "table|json",
            defaultValue = "TABLE",
            description = "table (the default), or json: one object per line.")
    private Format format = Format.TABLE;

    @Mixin
    private final TokenOptions tokens = new TokenOptions();

    public boolean isJson() {
        return format == Format.JSON;
    }

    public PrintWriter out() {
        return spec.commandLine().getOut();
    }

    /** Returns whether the command line has {@code --url}; the environment variable does not count. */
    public boolean hasUrl() {
        return spec.commandLine().getParseResult().hasMatchedOption("--url");
    }

    /** Returns a client of the process at {@code --url}. */
    public AdminClient client() {
        return new AdminClient(uri(url), tokens.token(this::wrong));
    }

    /** Returns a client for each of the comma-separated addresses of {@code --url}. */
    public List<AdminClient> clients() {
        String token = tokens.token(this::wrong);
        return Stream.of(url.split(",", -1))
                .map(each -> new AdminClient(uri(each.strip()), token))
                .toList();
    }

    /** Returns the exception for invalid arguments; the command then ends with exit code 2. */
    public ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    private URI uri(String text) {
        return address(text)
                .orElseThrow(() -> wrong("--url=" + text + " must be an address such as http://127.0.0.1:9876"));
    }

    /** Returns a text as the address of an HTTP server without a trailing slash, or empty if it is no such address. */
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
