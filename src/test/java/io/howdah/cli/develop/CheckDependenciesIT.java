package io.howdah.cli.develop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.howdah.testing.CommandLineRun;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code howdah check-dependencies} with a stub of OSV, which has one vulnerability of acme on the second page of its response. */
class CheckDependenciesIT {

    private static final String BOM = """
            {"bomFormat":"CycloneDX","components":[
              {"purl":"pkg:maven/com.acme/acme@1.0?type=jar"},
              {"purl":"pkg:maven/com.acme/sound@2.0?type=jar"},
              {"name":"without a purl"}]}
            """;

    private final ObjectMapper json = new ObjectMapper();
    private final List<String> queries = Collections.synchronizedList(new ArrayList<>());
    private HttpServer osv;
    private volatile int status = 200;

    @TempDir
    private Path folder;

    @BeforeEach
    void start() throws IOException {
        osv = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        osv.createContext("/v1/querybatch", exchange -> {
            JsonNode body = json.readTree(exchange.getRequestBody());
            queries.add(body.toString());
            List<String> results = new ArrayList<>();
            for (JsonNode query : body.path("queries")) {
                boolean sound = query.at("/package/purl").asText().contains("sound");
                String first = "{\"next_page_token\":\"more\"}";
                results.add(sound ? "{}" : query.has("page_token") ? "{\"vulns\":[{\"id\":\"GHSA-1\"}]}" : first);
            }
            answer(exchange, "{\"results\":[" + String.join(",", results) + "]}");
        });
        osv.createContext("/v1/vulns/GHSA-1", exchange -> answer(exchange, """
                {"id":"GHSA-1","aliases":["CVE-2026-1"],"database_specific":{"severity":"HIGH"},
                 "affected":[{"package":{"name":"com.acme:other"},"ranges":[{"events":[{"fixed":"9"}]}]},
                             {"package":{"name":"com.acme:acme"},"ranges":[{"events":[{"introduced":"0"},{"fixed":"1.1"}]}]}]}
                """));
        osv.start();
        Files.writeString(folder.resolve("bom.json"), BOM);
    }

    @AfterEach
    void stop() {
        osv.stop(0);
    }

    @Test
    void vulnerabilityIsReportedWithTheVersionThatFixesIt() throws IOException {
        // When
        CommandLineRun run = check();

        // Then
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out().get(1)).matches("GHSA-1 +com\\.acme:acme +1\\.0 +HIGH +1\\.1 +-");
        assertThat(run.out()).last().isEqualTo("1 known vulnerabilities in 2 packages, 0 ignored");
        assertThat(queries)
                .containsExactly(
                        "{\"queries\":[{\"package\":{\"purl\":\"pkg:maven/com.acme/acme@1.0\"}},"
                                + "{\"package\":{\"purl\":\"pkg:maven/com.acme/sound@2.0\"}}]}",
                        "{\"queries\":[{\"package\":{\"purl\":\"pkg:maven/com.acme/acme@1.0\"},\"page_token\":\"more\"}]}");
    }

    @Test
    void vulnerabilityIsIgnoredByItsIdOrAlias() throws IOException {
        // Given
        Path ignored = Files.writeString(
                folder.resolve("ignored"), "CVE-2026-1=Its parser is never called\nCVE-2026-2=Gone\n");

        // When
        CommandLineRun run = check("--ignore", ignored.toString());

        // Then
        assertThat(run.exitCode()).isZero();
        assertThat(run.out().get(1)).endsWith("Its parser is never called");
        assertThat(run.out()).contains("The ignored CVE-2026-2 is no longer reported; delete it");
        assertThat(run.out()).last().isEqualTo("0 known vulnerabilities in 2 packages, 1 ignored");
    }

    @Test
    void ignoringNeedsAReason() throws IOException {
        Path ignored = Files.writeString(folder.resolve("ignored"), "CVE-2026-1=\n");

        CommandLineRun run = check("--ignore", ignored.toString());

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).containsExactly("howdah: CVE-2026-1 is ignored without a reason; add one after the =");
    }

    @Test
    void failedQueryIsAFailure() throws IOException {
        status = 503;
        CommandLineRun refused = check();
        osv.stop(0);
        CommandLineRun unreachable = check();
        Files.writeString(folder.resolve("bom.json"), "{}");
        CommandLineRun empty = check();

        assertThat(List.of(refused, unreachable, empty)).allMatch(run -> run.exitCode() == 1);
        assertThat(refused.err()).singleElement().asString().contains("/v1/querybatch responds with status 503");
        assertThat(unreachable.err()).singleElement().asString().contains("cannot be reached", "--osv");
        assertThat(empty.err()).singleElement().asString().contains("lists no packages");
    }

    private CommandLineRun check(String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "check-dependencies",
                "--osv",
                "http://127.0.0.1:" + osv.getAddress().getPort(),
                "--sbom",
                folder.resolve("bom.json").toString()));
        arguments.addAll(List.of(more));
        return CommandLineRun.of(arguments.toArray(String[]::new));
    }

    private void answer(HttpExchange exchange, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}
