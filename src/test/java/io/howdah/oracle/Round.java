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
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** One seed: the application it stands for is run with its history, its subscribers and its faults, and looked at. */
final class Round {

    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final Duration OFTEN = Duration.ofMillis(50);
    private static final int KEYS = 10;
    private static final int MAX_PAUSE_MS = 15;

    private final Seed seed;
    private final Topics topics;
    private final MongoClient client;
    private final String name;
    private final List<History> histories = new ArrayList<>();
    private final External external;
    private final ExecutorService threads = Executors.newCachedThreadPool();

    Round(Seed seed, Topics topics, MongoClient client) {
        this.seed = seed;
        this.topics = topics;
        this.client = client;
        this.name = TestServices.uniqueName("oracle-" + seed.number());
        this.external = new External(client.getDatabase(name), Dice.of(seed.number(), "external"));
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
        try (Follower follower = new Follower(client, name, seed.models());
                Host host = new Host(files, client, settings)) {
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
                // The consumers are there, and each write is read soon.
                histories.forEach(each -> send(files, each.next()));
                topics.flush();
                awaitIngested(files);
                CountDownLatch faults = new CountDownLatch(1);
                Future<?> history = threads.submit(callable(() -> write(files, faults)));
                for (Fault fault : seed.faults()) {
                    Subscriber.pause(Dice.of(seed.number(), "pause " + fault).below(600));
                    host.make(fault, Dice.of(seed.number(), "fault " + fault), seed.models(), subscribers);
                }
                faults.countDown();
                history.get();
                subscribers.forEach(Subscriber::settle);
                awaitIngested(files);
                check(subscribers, follower, host);
                return summary(subscribers, follower);
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
        List<Connection> connections = subscribers.stream()
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

    /** Writes until there was enough and the faults are over. */
    private void write(Application files, CountDownLatch faults) {
        Dice dice = Dice.of(seed.number(), "pace");
        for (int i = 0; i < seed.events() || (seed.isWhole() && faults.getCount() > 0); i++) {
            send(files, dice.of(histories).next());
            // Some come together and are folded into one.
            Subscriber.pause(dice.oneIn(3) ? 0 : dice.below(MAX_PAUSE_MS));
        }
        topics.flush();
    }

    private void send(Application files, List<Write> writes) {
        for (Write write : writes) {
            if (write.model().isExternal()) {
                external.write(write);
            } else {
                topics.send(files.topic(write.model(), write.isPart()), write);
            }
        }
    }

    private void awaitIngested(Application files) {
        for (Model model : seed.models()) {
            if (!model.isExternal()) {
                awaitRead(model, files.topic(model, false));
                if (model.partVersion() != null) {
                    awaitRead(model, files.topic(model, true));
                }
            }
        }
    }

    private void awaitRead(Model model, String topic) {
        await("all of " + topic + " to be read")
                .atMost(PATIENCE)
                .pollInterval(OFTEN)
                .until(() -> topics.lag(name + "." + topic + "." + model.name(), topic) == 0);
    }

    private void check(List<Subscriber> subscribers, Follower follower, Host host) {
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
            await(subscriber.toString())
                    .atMost(PATIENCE)
                    .pollInterval(OFTEN)
                    .untilAsserted(() -> check(subscriber, follower, host));
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

    private void check(Subscriber subscriber, Follower follower, Host host) throws Exception {
        History history = histories.stream()
                .filter(each -> each.model() == subscriber.model())
                .findFirst()
                .orElseThrow();
        Expected expected = new Expected(
                history,
                subscriber.user(),
                subscriber.where(),
                follower.changes(),
                seed.faults().contains(Fault.FIELD_FILTERABLE));
        Optional<String> wrong =
                new Judge(expected, subscriber.way().isGraphQl(), seed.mayBeginAnew()).check(subscriber.connections());
        assertThat(wrong.orElse("")).as(subscriber + " " + subscriber.failure()).isEmpty();
        assertThat(subscriber.view()).as(subscriber + ": what it has").isEqualTo(expected.view());
        if (subscriber.model().frame() != Frame.WITHHOLD) {
            assertThat(Answer.of(host.port(), subscriber))
                    .as(subscriber + ": what the query answers")
                    .isEqualTo(expected.view());
        }
    }
}
