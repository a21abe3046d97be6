package io.howdah.testing;

import io.howdah.config.SettingValues;
import io.howdah.ingest.rebuild.RebuildRequest;
import io.howdah.push.camel.Positions;
import io.howdah.runtime.Application;
import io.howdah.runtime.source.ApplicationSources;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An application folder that runs in this JVM, for tests of other packages; it can be started again. */
public final class ApplicationUnderTest implements AutoCloseable {

    private final SettingValues values;
    private final ApplicationSources sources;
    private Application application;

    private ApplicationUnderTest(SettingValues values, ApplicationSources sources) {
        this.values = values;
        this.sources = sources;
        start();
    }

    /** Starts a folder; {@code settings} override its own. */
    public static ApplicationUnderTest start(Path folder, Map<String, String> settings) {
        return new ApplicationUnderTest(
                RunningApplication.values(List.of(folder), List.of("dev"), settings),
                new ApplicationSources(List.of(folder)));
    }

    /** Starts it again after {@link #close}; its ports are others. */
    public void start() {
        application = Application.start(values, sources, TestTokens::authentication);
        application.reloadChanges(values, sources);
    }

    /** The port that serves clients. */
    public int port() {
        return application.port();
    }

    /** Tells quiet subscribers how far the stream is, as happens every few seconds. */
    public void tellPositions() {
        Positions.send(application.camelContext());
    }

    /** Begins the rebuild of a model. */
    public void rebuild(String model) {
        application.rebuilds().start(model, RebuildRequest.PLAIN);
    }

    /** The state of a model's rebuild. */
    public String rebuildState(String model) {
        return Objects.toString(application.rebuilds().report(model).state(), "none");
    }

    /** Runs a command that asks this application, and returns what it printed. */
    public String ask(String... arguments) {
        List<String> command = new ArrayList<>(List.of(arguments));
        command.addAll(List.of("--url", "http://127.0.0.1:" + application.managementPort()));
        CommandLineRun run = CommandLineRun.of(command.toArray(String[]::new));
        return String.join("\n", run.out()) + String.join("\n", run.err());
    }

    /** The sum of a metric over all its labels that match; {@code name} is a regular expression, 0 where there is none. */
    public long metric(String name) throws IOException, InterruptedException {
        Matcher matcher =
                Pattern.compile("(?m)^" + name + " (?<value>[0-9.E]+)$").matcher(get("/observe/metrics"));
        double sum = 0;
        while (matcher.find()) {
            sum += Double.parseDouble(matcher.group("value"));
        }
        return (long) sum;
    }

    private String get(String path) throws IOException, InterruptedException {
        String url = "http://127.0.0.1:" + application.managementPort() + path;
        return Http.client()
                .send(TestTokens.request(url).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    @Override
    public void close() {
        application.close();
    }
}
