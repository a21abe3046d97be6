package io.howdah.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A headless Chromium that shows one page with one module, and repeatedly reports the content of its {@code #rides}. */
public final class Chromium implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Chromium.class);
    private static final List<String> NAMES = List.of("chromium", "chromium-browser", "google-chrome");
    private static final String PAGE = """
            <!doctype html><pre id="rides"></pre>
            <script type="module">%s</script>
            <script type="module">
              const view = document.querySelector("#rides");
              setInterval(() => fetch(location.origin + "/shown", { method: "POST", body: view.textContent }), 100);
            </script>
            """;

    private final HttpServer pages;
    private final Process process;
    private volatile String shown = "";

    private Chromium(Path executable, Path profile, String page, int port) throws IOException {
        pages = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        pages.createContext("/", exchange -> answer(exchange, page));
        pages.createContext("/shown", exchange -> {
            shown = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            answer(exchange, "");
        });
        pages.start();
        ProcessBuilder browser = new ProcessBuilder(
                        executable.toString(),
                        "--headless=new",
                        "--no-sandbox",
                        "--no-first-run",
                        "--disable-gpu",
                        "--disable-dev-shm-usage",
                        "--disable-background-networking",
                        "--remote-debugging-port=0",
                        "--user-data-dir=" + profile,
                        "http://127.0.0.1:" + pages.getAddress().getPort() + "/")
                .redirectErrorStream(true)
                .redirectOutput(profile.resolve("chromium.log").toFile());
        // So that what it leaves behind goes with its profile.
        browser.environment().put("TMPDIR", profile.toString());
        process = browser.start();
    }

    /**
     * Shows a page; the test is skipped aloud where no Chromium is installed.
     *
     * @param profile an empty folder
     * @param module the page's JavaScript
     * @param port where the page is served, whose origin must be allowed
     */
    public static Chromium show(Path profile, String module, int port) throws IOException {
        return new Chromium(executable(), profile, PAGE.formatted(module), port);
    }

    /** Where it is installed; the test is skipped aloud where it is not. */
    public static Path executable() {
        Optional<Path> executable = find();
        if (executable.isEmpty()) {
            LOG.warn("SKIPPED: Chromium is not installed");
            Assumptions.abort("Chromium is not installed");
        }
        return executable.orElseThrow();
    }

    private static Optional<Path> find() {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
                .flatMap(folder -> NAMES.stream().map(name -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** What the page shows. */
    public String shown() {
        return shown;
    }

    private static void answer(HttpExchange exchange, String html) throws IOException {
        byte[] body = html.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().putAll(Map.of("Content-Type", List.of("text/html; charset=utf-8")));
        exchange.sendResponseHeaders(200, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Override
    public void close() throws Exception {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroy();
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
        children.forEach(ProcessHandle::destroyForcibly);
        pages.stop(0);
    }
}
