package io.howdah.chaos.loads;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.howdah.testing.Http;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends clients to the processes that are ready, in turn, as a load balancer does: it asks each several times a second whether it is, and
 * sends a request to the next one if a process does not take its connection, or ends it before it has answered.
 */
public final class Balancer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Balancer.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long LOOK_MS = 250;
    private static final int OK = 200;

    private final HttpClient http = Http.client();
    private final Supplier<List<Replica>> all;
    private final ScheduledExecutorService looks = Executors.newSingleThreadScheduledExecutor();
    private final AtomicInteger turn = new AtomicInteger();
    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    private final AtomicInteger cut = new AtomicInteger();
    private final Queue<String> errors = new ConcurrentLinkedQueue<>();
    private final Map<Replica, String> answers = new ConcurrentHashMap<>();
    private final Set<Replica> pending = ConcurrentHashMap.newKeySet();

    /**
     * What clients have met.
     *
     * @param asked requests in all
     * @param refused connections that were not taken, so that the next process was asked
     * @param cut connections that were ended before the answer, so that the next process was asked
     * @param errors what clients got that was no data
     */
    public record Figures(int asked, int refused, int cut, List<String> errors) {

        /** What came since then. */
        public Figures since(Figures before) {
            return new Figures(
                    asked - before.asked,
                    refused - before.refused,
                    cut - before.cut,
                    errors.subList(before.errors.size(), errors.size()));
        }

        @Override
        public String toString() {
            return "%d GraphQL requests, %d errors, sent again %d refused and %d cut"
                    .formatted(asked, errors.size(), refused, cut);
        }
    }

    /** Looks at these from now on. */
    public Balancer(Supplier<List<Replica>> all) {
        this.all = all;
        look().join();
        looks.scheduleWithFixedDelay(this::look, LOOK_MS, LOOK_MS, TimeUnit.MILLISECONDS);
    }

    /** One that takes its time to answer is what it was until then. */
    private CompletableFuture<Void> look() {
        List<Replica> now = all.get();
        answers.keySet().retainAll(now);
        return CompletableFuture.allOf(now.stream()
                .filter(pending::add)
                .map(each -> each.readiness().thenAccept(answer -> note(each, answer)))
                .toArray(CompletableFuture<?>[]::new));
    }

    private void note(Replica replica, String answer) {
        String before = answers.put(replica, answer);
        pending.remove(replica);
        if (!answer.equals(before)) {
            LOG.info("Balancer: {} {}", replica.name(), answer);
        }
    }

    /** The port for the next connection. */
    public int port(Random unused) {
        return next().port();
    }

    private Replica next() {
        List<Replica> now = all.get().stream()
                .filter(each -> Replica.READY.equals(answers.get(each)))
                .toList();
        if (now.isEmpty()) {
            throw new IllegalStateException("no process is ready");
        }
        return now.get(Math.floorMod(turn.getAndIncrement(), now.size()));
    }

    /** Sends a GraphQL request as a user, and records the outcome. */
    public void ask(String as, JsonNode body) throws InterruptedException {
        asked.incrementAndGet();
        String failure = "";
        for (int attempt = 0; attempt <= all.get().size(); attempt++) {
            try {
                HttpResponse<String> response = http.send(next().graphQl(as, body), BodyHandlers.ofString());
                if (response.statusCode() != OK
                        || JSON.readTree(response.body()).has("errors")) {
                    errors.add(response + " " + response.body());
                }
                return;
            } catch (ConnectException e) {
                refused.incrementAndGet();
                failure = e.toString();
            } catch (IOException e) {
                cut.incrementAndGet();
                failure = e.toString();
            } catch (IllegalStateException e) {
                failure = e.toString();
            }
        }
        errors.add(failure);
    }

    public Figures figures() {
        return new Figures(asked.get(), refused.get(), cut.get(), List.copyOf(errors));
    }

    @Override
    public void close() {
        looks.shutdownNow();
    }
}
