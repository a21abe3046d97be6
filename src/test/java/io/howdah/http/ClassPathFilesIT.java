package io.howdah.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.testing.Http;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of the class path, and none of the folder that the process was started in. */
class ClassPathFilesIT {

    private static final Vertx VERTX = Vertx.vertx();

    private static HttpServer server;

    /** Where a relative path leads. */
    private static Path disk;

    @BeforeAll
    static void start() throws Exception {
        disk = Files.createTempDirectory(Path.of("target"), "disk");
        Router router = Router.router(VERTX);
        router.get("/disk/*").handler(new ClassPathFiles("target/" + disk.getFileName(), "/disk/"));
        router.get("/golden/*").handler(new ClassPathFiles("golden", "/golden/"));
        server = VERTX.createHttpServer()
                .requestHandler(router)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS);
    }

    @AfterAll
    static void stop() throws Exception {
        VERTX.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"app.js", "index.html", ".env", "sub/app.js", ""})
    void nothingOfTheWorkingDirectoryIsServed(String name) throws Exception {
        // Given
        if (!name.isEmpty()) {
            Path file = disk.resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, "somebody's own");
        }

        // Then
        assertThat(get("/disk/" + name).statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "rides",
                "rides/",
                "nothing.json",
                ".hidden",
                "rides/.hidden.json",
                "..%2fapplication.properties",
                "rides%2f..%2f..%2fapplication.properties",
                "%2e%2e/application.properties",
                "rides%5crequested.input.json"
            })
    void whatIsNoFileBelowIsNotFound(String name) throws Exception {
        assertThat(get("/golden/" + name).statusCode()).isEqualTo(404);
    }

    @Test
    void fileIsSentOnceAsLongAsItIsTheSame() throws Exception {
        // When
        HttpResponse<String> first = get("/golden/rides/requested.input.json");
        HttpResponse<String> again = get(
                "/golden/rides/requested.input.json",
                "If-None-Match",
                first.headers().firstValue("etag").orElseThrow());
        HttpResponse<String> other = get("/golden/rides/requested.input.json", "If-None-Match", "\"other\"");

        // Then
        assertThat(first.statusCode()).isEqualTo(200);
        assertThat(first.body()).startsWith("{");
        assertThat(first.headers().firstValue("content-type")).contains("application/json");
        assertThat(again.statusCode()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
        assertThat(other.body()).isEqualTo(first.body());
    }

    private static HttpResponse<String> get(String path, String... headers) throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.actualPort() + path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return Http.client().send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
