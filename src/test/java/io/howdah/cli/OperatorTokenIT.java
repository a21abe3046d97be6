package io.howdah.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.howdah.cli.server.RevokeCommand;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** How a command authenticates its user at the management port. */
class OperatorTokenIT {

    private final BlockingQueue<String> authorizations = new LinkedBlockingQueue<>();
    private final StringWriter errors = new StringWriter();

    @TempDir
    private Path folder;

    private HttpServer server;

    @BeforeEach
    void start() throws Exception {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        server.createContext("/", exchange -> {
            authorizations.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
            byte[] body = "{}".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void tokenComesFromAnArgument() throws Exception {
        assertThat(revoke("--token", "t.o-k_en")).isZero();

        assertThat(authorization()).isEqualTo("Bearer t.o-k_en");
    }

    @Test
    void tokenComesFromAFile() throws Exception {
        assertThat(revoke("--token-file", file("from.file\n"))).isZero();

        assertThat(authorization()).isEqualTo("Bearer from.file");
    }

    @Test
    void withoutTokenThereIsNoHeader() throws Exception {
        assertThat(revoke()).isZero();

        assertThat(authorization()).isEqualTo("null");
    }

    @Test
    void tokenComesFromTheEnvironment() throws Exception {
        assertThat(process("HOWDAH_TOKEN", "from.variable")).isEqualTo("Bearer from.variable");
        assertThat(process("HOWDAH_TOKEN_FILE", file("from.its.file\n"))).isEqualTo("Bearer from.its.file");
    }

    @Test
    void twoTokensAreRefused() throws Exception {
        assertThat(revoke("--token", "a", "--token-file", file("b"))).isEqualTo(2);

        assertThat(errors.toString())
                .contains("--token and --token-file, or their environment variables, exclude each other; use one");
        assertThat(authorizations).isEmpty();
    }

    @Test
    void missingFileIsNamed() {
        assertThat(revoke("--token-file", folder.resolve("none").toString())).isEqualTo(2);

        assertThat(errors.toString()).contains("none must be a readable file (NoSuchFileException)");
    }

    private int revoke(String... options) {
        return new CommandLine(new RevokeCommand())
                .setErr(new PrintWriter(errors, true))
                .execute(arguments(options).toArray(String[]::new));
    }

    private List<String> arguments(String... options) {
        List<String> arguments = new ArrayList<>(List.of("--subject", "alice", "--url", url()));
        arguments.addAll(List.of(options));
        return arguments;
    }

    /** Runs the command in a process with an environment variable, and returns the header that it sends. */
    private String process(String variable, String value) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "io.howdah.Howdah",
                "revoke"));
        command.addAll(arguments());
        ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
        builder.environment().put(variable, value);
        assertThat(builder.start().waitFor()).isZero();
        return authorization();
    }

    private String file(String text) throws Exception {
        return Files.writeString(folder.resolve("token"), text).toString();
    }

    private String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private String authorization() throws Exception {
        return String.valueOf(authorizations.poll(10, TimeUnit.SECONDS));
    }
}
