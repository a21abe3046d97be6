package io.howdah.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mongodb.client.MongoClient;
import io.howdah.testing.TestServices;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** One seed: the application it stands for is run with its history, its subscribers and its faults, and looked at. */
final class Round {

    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final Duration LATEST = Duration.ofSeconds(20);
    private static final Duration FOLLOWED = Duration.ofSeconds(3);
    private static final Duration OFTEN = Duration.ofMillis(50);
    private static final int KEYS = 10;

    private final Seed seed;
    private final Topics topics;
    private final MongoClient client;
    private final String name;
    private final List<History> histories = new ArrayList<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();

    Round(Seed seed, Topics topics, MongoClient client) {
        this.seed = seed;
        this.topics = topics;
        this.client = client;
        this.name = TestServices.uniqueName("oracle-" + seed.number());
        for (Model model : seed.models()) {
            int number = histories.size() + 1;
            histories.add(new History(model, Dice.of(seed.number(), "history " + number), number, KEYS));
        }
    }

    /** Runs it, fails if something is wrong, and returns what there was to look at. */
    String run() throws Exception {
        Application files = new Application(Path.of("target", "oracle", name).toAbsolutePath(), seed.models(), name);
        List<String> names = new ArrayList<>();
        seed.models().stream().filter(model -> !model.isExternal()).forEach(model -> {
            names.add(files.topic(model, false));
            names.add(files.topic(model, true));
        });
        topics.create(names);
        files.write();
        Map<String, String> settings = new HashMap<>(seed.settings());
        settings.put("howdah.mongo.database", name);
        settings.put("howdah.mongo.system-database", name + "-system");
        settings.put("howdah.kafka.group", name);
        External external = new External(client.getDatabase(name), Dice.of(seed.number(), "external"));
        Writer writer = new Writer(seed, files, topics, external, histories, name);
        try (Follower follower = new Follower(client, name, seed.models());
                Host host = new Host(files, writer, topics, client, settings)) {
            List<Subscriber> subscribers = seed.subscribers(host::port);
            List<Future<?>> lives = new ArrayList<>();
            subscribers.forEach(each -> lives.add(threads.submit(each)));
            try {
                await("subscribers")
                        .atMost(PATIENCE)
                        .pollInterval(OFTEN)
                        .untilAsserted(() -> assertThat(subscribers)
                                .as("with the reason why it cannot connect")
                                .allMatch(each -> !each.connections().isEmpty(), "is connected"));
                writer.begin();
                CountDownLatch faults = new CountDownLatch(1);
                Future<?> history = threads.submit(callable(() -> writer.write(faults)));
                for (Fault fault : seed.faults()) {
                    Subscriber.pause(Dice.of(seed.number(), "pause " + fault).below(600));
                    host.make(fault, Dice.of(seed.number(), "fault " + fault), seed.models(), subscribers);
                }
                faults.countDown();
                history.get();
                subscribers.forEach(Subscriber::settle);
                writer.awaitRead();
                check(subscribers, follower, host);
                return summary(subscribers, follower) + ", " + host.conflated() + " conflated";
            } finally {
                subscribers.forEach(Subscriber::stop);
                for (Future<?> life : lives) {
                    life.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
                }
                threads.shutdown();
                threads.awaitTermination(5, TimeUnit.SECONDS);
            }
        } finally {
            topics.delete(names);
            client.getDatabase(name).drop();
            client.getDatabase(name + "-system").drop();
        }
    }

    private static String summary(List<Subscriber> subscribers, Follower follower) {
        List<ConnectionHistory> connections = subscribers.stream()
                .flatMap(each -> each.connections().stream())
                .toList();
        List<Event> events =
                connections.stream().flatMap(each -> each.events().stream()).toList();
        return "%d changes, %d connections, %d recovered, %d snapshots, %d resyncs, %d events of changes, %d left, %d positions"
                .formatted(
                        follower.changes().size(),
                        connections.size(),
                        events.stream().filter(Event::isRecovered).count(),
                        count(events, "SNAPSHOT_END"),
                        count(events, "RESYNC"),
                        events.stream().filter(Event::isChange).count(),
                        count(events, "LEFT"),
                        count(events, "POSITION"));
    }

    private static long count(List<Event> events, String operation) {
        return events.stream()
                .filter(event -> event.operation().equals(operation))
                .count();
    }

    private interface Action {
        void run() throws Exception;
    }

    private static Callable<Void> callable(Action action) {
        return () -> {
            action.run();
            return null;
        };
    }

    private void check(List<Subscriber> subscribers, Follower follower, Host host) throws Exception {
        for (History history : histories) {
            await("the history of " + history.model().name())
                    .atMost(PATIENCE)
                    .pollInterval(OFTEN)
                    .untilAsserted(() -> assertThat(stored(history, follower)).isEqualTo(remaining(history)));
            if (!history.model().isExternal()) {
                assertThat(new Ingested(history).check(follower.changes())).isEmpty();
            }
        }
        for (Subscriber subscriber : subscribers) {
            check(subscriber, follower, host);
        }
    }

    private Map<String, Long> stored(History history, Follower follower) {
        Model model = history.model();
        Map<String, Change> last = new HashMap<>();
        String[] collection = {model.plural()};
        follower.changes().forEach(change -> {
            if (change.switchedTo() != null && change.switchedTo().startsWith(model.plural() + "--")) {
                collection[0] = change.switchedTo();
            } else if (change.key() != null && !(change.operation().equals("delete") && !model.isExternal())) {
                last.put(change.collection() + " " + change.key(), change);
            }
        });
        Map<String, Long> stored = new TreeMap<>();
        last.values().stream()
                .filter(change -> change.collection().equals(collection[0]) && change.isPresent())
                .forEach(change -> stored.put(change.key(), change.mark()));
        return stored;
    }

    private static Map<String, Long> remaining(History history) {
        Map<String, Long> remaining = new TreeMap<>();
        history.remaining().forEach((key, state) -> remaining.put(key, state.mark()));
        return remaining;
    }

    /** Waits until a subscriber has been sent everything; what is wrong stays wrong, unless the follower is behind. */
    private void check(Subscriber subscriber, Follower follower, Host host) throws Exception {
        long began = System.nanoTime();
        while (true) {
            Expected expected = new Expected(
                    history(subscriber.model()),
                    subscriber.user(),
                    subscriber.where(),
                    follower.changes(),
                    seed.faults().contains(Fault.FIELD_FILTERABLE));
            Judge judge = new Judge(expected, subscriber.transport().isGraphQl(), seed.mayBeginAnew());
            String wrong = judge.check(subscriber.connections()).orElse("");
            Duration patience = wrong.isEmpty() || judge.isWaiting() ? LATEST : FOLLOWED;
            if (wrong.isEmpty()) {
                wrong = wrongView(subscriber, expected, host);
            }
            if (wrong.isEmpty()) {
                return;
            }
            if (System.nanoTime() - began > patience.toNanos()) {
                throw new AssertionError(
                        "seed %d, %s: %s; it is %s".formatted(seed.number(), subscriber, wrong, subscriber.status()));
            }
            Subscriber.pause((int) OFTEN.toMillis());
        }
    }

    private History history(Model model) {
        return histories.stream()
                .filter(each -> each.model() == model)
                .findFirst()
                .orElseThrow();
    }

    /** Returns the events sent for the documents that differ, and the resyncs. */
    private static String sentOfWrong(Subscriber subscriber, Map<String, Long> right) {
        Map<String, Long> view = subscriber.view();
        return subscriber.connections().stream()
                .flatMap(each -> each.events().stream())
                .filter(event ->
                        event.key().isEmpty() || !Objects.equals(view.get(event.key()), right.get(event.key())))
                .map(event -> "      " + event)
                .collect(Collectors.joining("\n"));
    }

    private static String wrongView(Subscriber subscriber, Expected expected, Host host) throws Exception {
        Map<String, Long> view = expected.view();
        if (!subscriber.view().equals(view)) {
            return "has %s and must have %s; it was sent\n%s"
                    .formatted(subscriber.view(), view, sentOfWrong(subscriber, view));
        }
        if (subscriber.model().frame() == Frame.WITHHOLD) {
            return "";
        }
        Map<String, Long> answer = Answer.of(host.port(), subscriber);
        return answer.equals(view) ? "" : "the query answers %s and must answer %s".formatted(answer, view);
    }
}
