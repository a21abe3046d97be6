package io.howdah.chaos.checkers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.SoftAssertions.assertSoftly;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.howdah.chaos.faults.Services;
import io.howdah.chaos.faults.TcpProxy;
import io.howdah.chaos.loads.ChannelSocketTransport;
import io.howdah.chaos.loads.ChannelSseTransport;
import io.howdah.chaos.loads.GraphQlSocketTransport;
import io.howdah.chaos.loads.GraphQlSseTransport;
import io.howdah.chaos.loads.RecordingClient;
import io.howdah.chaos.loads.Transport;
import io.howdah.testing.NotificationClient;
import io.howdah.testing.Pace;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks a long MongoDB outage without a restart of the process. The process reports the outage, keeps its sockets open, and
 * continues as soon as MongoDB is back, with all changes that happened meanwhile.
 *
 * <p>{@code -Dhowdah.outage.seconds} is how long it is away.
 */
class LongOutageIT {

    private static final Logger LOG = LoggerFactory.getLogger(LongOutageIT.class);
    private static final int SECONDS = Integer.getInteger("howdah.outage.seconds", 30);
    /** As by default where it is away for long; else so that it is over before. */
    private static final int READ_SECONDS = Math.min(60, SECONDS / 4);

    private static final Duration PATIENCE = Duration.ofSeconds(120);
    /** The driver asks each server every 10 s, and waits as long for an answer. */
    private static final Duration NOTICED = Duration.ofSeconds(25);

    private static final Duration RESUMED = Duration.ofSeconds(20);
    private static final Duration ANSWERED = Duration.ofSeconds(12);
    private static final int MAX_LINES = 15;
    private static final int MAX_LINES_A_MINUTE = 12;
    private static final double MAX_HEAP = 20e6;
    private static final Pattern AWAY = Pattern.compile("MongoDB has been unavailable since (\\S+Z): ");
    private static final String QUERY = "{ rides(first: 1) { nodes { id } } }";
    private static final List<Transport> TRANSPORTS = List.of(
            new ChannelSocketTransport(),
            new ChannelSseTransport(),
            new GraphQlSocketTransport(),
            new GraphQlSseTransport());

    private static final ExecutorService THREADS = Executors.newCachedThreadPool();

    /** In which way it is away. */
    enum Absence {
        /** Connections are reset, and new ones too. */
        REFUSED {
            @Override
            public void begin(TcpProxy mongo) {
                mongo.refuse();
            }
        },
        /** Every packet is lost. */
        SILENT {
            @Override
            public void begin(TcpProxy mongo) {
                mongo.silence();
            }
        };

        abstract void begin(TcpProxy mongo);
    }

    /**
     * What a request was answered with.
     *
     * @param text the status, or the code of the error, or ""
     * @param after how long it took
     */
    private record Answer(String text, Duration after) {}

    /**
     * When readiness first reported the outage.
     *
     * @param since what it gave as the beginning
     */
    private record Noticed(Instant at, Instant since) {}

    /** What was seen while it was away. */
    private record Seen(
            Instant cut,
            Noticed noticed,
            List<String> events,
            Queue<Answer> queries,
            Queue<Answer> tickets,
            String health,
            List<String> log,
            double heap,
            int endedWith) {}

    @AfterAll
    static void stop() {
        THREADS.shutdownNow();
    }

    @ParameterizedTest
    @EnumSource
    void everythingGoesOnWhenMongoDbIsBack(Absence absence) throws Exception {
        try (Services services = Services.start();
                SingleProcess process = SingleProcess.start(
                        "outage", services, Map.of("howdah.mongo.read-timeout", READ_SECONDS + "s"), List.of())) {
            // Given
            List<RecordingClient> listeners = TRANSPORTS.stream()
                    .map(transport -> RecordingClient.open(transport, process.port()))
                    .toList();
            await().atMost(PATIENCE).until(() -> listeners.stream().allMatch(each -> each.count("SNAPSHOT_END") == 1));
            process.send("hot", 1);
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(listeners)
                            .allMatch(each -> each.versions("hot").equals(List.of(1L))));
            await().atMost(PATIENCE).until(() -> process.told().equals(List.of("hot")));

            // When
            Seen seen = whileAway(absence, process, listeners);
            Instant back = Instant.now();
            process.instance().mongo().admit();
            Map<String, Duration> resumed = resumed(process, listeners, seen.events(), back);

            // Then
            tell(absence, seen, resumed);
            assertSoftly(softly -> {
                assertSeen(softly, seen);
                softly.assertThat(resumed)
                        .allSatisfy((part, after) -> assertThat(after).as(part).isLessThan(RESUMED));
                listeners.forEach(listener -> assertGapless(softly, listener, seen.events()));
            });
            assertThat(process.deadLetters()).isEmpty();
            assertThat(process.instance().isAlive()).isTrue();
            // The consumer started again with each retry.
            await().atMost(PATIENCE).until(() -> process.members() == 1);
            for (RecordingClient listener : listeners) {
                listener.close();
            }
        }
    }

    private static Seen whileAway(Absence absence, SingleProcess process, List<RecordingClient> listeners)
            throws Exception {
        try (NotificationClient ending =
                new NotificationClient(process.port(), "rides", "as=alice&expires=" + SECONDS / 2)) {
            int saidBefore = process.said().size();
            double heapBefore = process.usage().get(ResourceUsage.HEAP);
            Queue<Answer> queries = new ConcurrentLinkedQueue<>();
            Queue<Answer> tickets = new ConcurrentLinkedQueue<>();
            List<String> events = new ArrayList<>();
            Instant cut = Instant.now();
            absence.begin(process.instance().mongo());
            long began = System.nanoTime();
            Noticed noticed = null;
            for (int second = 1; second <= SECONDS; second++) {
                events.add("during-" + second);
                process.send("during-" + second, 1);
                process.send("hot", 1L + second);
                assertThat(process.health("/live").statusCode()).isEqualTo(200);
                noticed = ready(process, noticed);
                assertThat(listeners).as("lines that are open").allMatch(RecordingClient::isOpen);
                if (second % 5 == 0 && second < SECONDS - ANSWERED.toSeconds()) {
                    ask(queries, () -> code(process.query(QUERY)));
                    ask(tickets, () -> String.valueOf(process.ticket().statusCode()));
                }
                Pace.until(began + Duration.ofSeconds(second).toNanos());
            }
            return new Seen(
                    cut,
                    noticed,
                    events,
                    queries,
                    tickets,
                    process.health("").body(),
                    saidSince(process, saidBefore),
                    process.usage().get(ResourceUsage.HEAP) - heapBefore,
                    ending.closeCode());
        }
    }

    /** Queries readiness. Once it reports the MongoDB outage, it must keep reporting it, with the same start time. */
    private static Noticed ready(SingleProcess process, Noticed before) throws IOException, InterruptedException {
        HttpResponse<String> ready = process.health("/ready");
        if (before == null && ready.statusCode() == 200) {
            return null;
        }
        assertThat(ready.statusCode()).isEqualTo(503);
        Matcher away = AWAY.matcher(ready.body());
        assertThat(away.find()).as(ready.body()).isTrue();
        Instant since = Instant.parse(away.group(1));
        if (before != null) {
            assertThat(since).isEqualTo(before.since());
        }
        return before == null ? new Noticed(Instant.now(), since) : before;
    }

    /** But for the lines of requests that failed, which have an id each. */
    private static List<String> saidSince(SingleProcess process, int before) throws IOException {
        return process.said().stream()
                .skip(before)
                .filter(line -> !line.contains("correlationId="))
                .toList();
    }

    /** How long each part took until it had gone on, with all that has happened. */
    private static Map<String, Duration> resumed(
            SingleProcess process, List<RecordingClient> listeners, List<String> events, Instant back) {
        Map<String, Callable<Boolean>> parts = new LinkedHashMap<>();
        parts.put("ready", () -> process.health("/ready").statusCode() == 200);
        parts.put("query", () -> code(process.query(QUERY)).isEmpty());
        parts.put("ticket", () -> process.ticket().statusCode() == 200);
        parts.put("ingest", () -> process.rides().countDocuments() == 1 + events.size());
        listeners.forEach(listener -> parts.put(
                listener.toString(),
                () -> events.stream().noneMatch(id -> listener.versions(id).isEmpty())
                        && listener.versions("hot").contains(1L + events.size())));
        parts.put("durable route", () -> process.told().containsAll(events));
        parts.put("health", () -> process.health("").statusCode() == 200);
        Map<String, CompletableFuture<Duration>> waits = new LinkedHashMap<>();
        parts.forEach((what, part) ->
                waits.put(what, CompletableFuture.supplyAsync(() -> until(what, part, back), THREADS)));
        Map<String, Duration> resumed = new LinkedHashMap<>();
        waits.forEach((what, wait) -> resumed.put(what, wait.join()));
        return resumed;
    }

    private static Duration until(String what, Callable<Boolean> part, Instant back) {
        await(what)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .ignoreExceptions()
                .until(part);
        return Duration.between(back, Instant.now());
    }

    private static void assertSeen(SoftAssertions softly, Seen seen) {
        Instant cut = seen.cut();
        softly.assertThat(Optional.ofNullable(seen.noticed()))
                .as("ready says it")
                .isPresent();
        if (seen.noticed() != null) {
            softly.assertThat(seen.noticed().at()).isBefore(cut.plus(NOTICED));
            softly.assertThat(seen.noticed().since()).isBetween(cut.minusSeconds(1), cut.plus(NOTICED));
        }
        softly.assertThat(seen.health())
                .contains("rides-ingest waits since 2", "rides-notify since 2", "rides-told since 2");
        softly.assertThat(seen.log())
                .as("lines of the log")
                .hasSizeLessThan(MAX_LINES + MAX_LINES_A_MINUTE * SECONDS / 60)
                .noneMatch(line -> line.startsWith("\tat "));
        softly.assertThat(seen.heap()).as("more heap").isLessThan(MAX_HEAP);
        softly.assertThat(seen.queries())
                .isNotEmpty()
                .allMatch(answer -> answer.after().compareTo(ANSWERED) < 0)
                .allMatch(answer -> answer.text().matches("SERVICE_UNAVAILABLE|TIMEOUT"));
        softly.assertThat(seen.tickets())
                .isNotEmpty()
                .allMatch(answer -> answer.after().compareTo(ANSWERED) < 0)
                .allMatch(answer -> answer.text().equals("503"));
        softly.assertThat(seen.endedWith()).as("a token that ended meanwhile").isEqualTo(4401);
    }

    private static void assertGapless(SoftAssertions softly, RecordingClient listener, List<String> events) {
        softly.assertThat(events)
                .as(listener.toString())
                .allMatch(id -> listener.versions(id).equals(List.of(1L)));
        softly.assertThat(listener.versions("hot"))
                .as(listener.toString())
                .isSorted()
                .doesNotHaveDuplicates()
                .endsWith(1L + events.size());
        softly.assertThat(listener.count("RESYNC")).as(listener.toString()).isZero();
        softly.assertThat(listener.isOpen()).as(listener.toString()).isTrue();
    }

    private static void tell(Absence absence, Seen seen, Map<String, Duration> resumed) {
        LOG.info(
                "Outage: {} for {} s, noticed after {} ms, {} lines, {} KB more heap, queries: {}, tickets: {}; back after ms: {}",
                absence,
                SECONDS,
                seen.noticed() == null
                        ? "no"
                        : Duration.between(seen.cut(), seen.noticed().at()).toMillis(),
                seen.log().size(),
                Math.round(seen.heap() / 1e3),
                summary(seen.queries()),
                summary(seen.tickets()),
                resumed.entrySet().stream()
                        .map(part -> part.getKey() + " " + part.getValue().toMillis())
                        .collect(Collectors.joining(", ")));
    }

    private static void ask(Queue<Answer> answers, Callable<String> question) {
        long asked = System.nanoTime();
        THREADS.execute(() -> {
            String text;
            try {
                text = question.call();
            } catch (Exception e) {
                text = e.toString();
            }
            answers.add(new Answer(text, Duration.ofNanos(System.nanoTime() - asked)));
        });
    }

    /** The code of an answer's first error, or "". */
    private static String code(JsonNode answer) {
        return answer.at("/errors/0/extensions/code").asText();
    }

    private static String summary(Queue<Answer> answers) {
        return answers.stream()
                .collect(Collectors.groupingBy(
                        Answer::text,
                        Collectors.summarizingLong(answer -> answer.after().toMillis())))
                .entrySet()
                .stream()
                .map(each -> "%d times %s, up to %d ms"
                        .formatted(
                                each.getValue().getCount(),
                                each.getKey(),
                                each.getValue().getMax()))
                .collect(Collectors.joining(", "));
    }
}
