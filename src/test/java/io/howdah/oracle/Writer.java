package io.howdah.oracle;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** Writes the histories of a round, as the services behind the topics and collections do. */
final class Writer {

    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final Duration OFTEN = Duration.ofMillis(50);
    private static final int MAX_PAUSE_MS = 15;
    private static final int LATER = 10;

    private final Seed seed;
    private final Application files;
    private final Topics topics;
    private final External external;
    private final List<History> histories;
    private final String group;

    /** Creates a writer. {@code group} is the prefix of each consumer group name. */
    Writer(Seed seed, Application files, Topics topics, External external, List<History> histories, String group) {
        this.seed = seed;
        this.files = files;
        this.topics = topics;
        this.external = external;
        this.histories = histories;
        this.group = group;
    }

    /** What is done to a topic. */
    interface Action {
        void run() throws Exception;
    }

    /** Writes something of each history, and waits until it is read: then what follows is read soon. */
    void begin() {
        histories.forEach(this::write);
        awaitRead();
    }

    /** Writes until there was enough and the faults are over. */
    void write(CountDownLatch faults) {
        Dice dice = Dice.of(seed.number(), "pace");
        int maxPause = seed.models().get(0).padding() > 0 ? 4 * MAX_PAUSE_MS : MAX_PAUSE_MS;
        for (int i = 0; i < seed.events() || (seed.isWhole() && faults.getCount() > 0); i++) {
            write(dice.of(histories));
            // Some come together and are folded into one. While faults take their time, fewer are enough.
            Subscriber.pause(dice.oneIn(3) ? 0 : dice.below(i < seed.events() ? maxPause : LATER * maxPause));
        }
        topics.flush();
    }

    private synchronized void write(History history) {
        for (Write write : history.next()) {
            if (write.model().isExternal()) {
                external.write(write);
            } else {
                topics.send(files.topic(write.model(), write.isPart()), write);
            }
        }
    }

    /** Does something to a model's topics when all that was written is read, and before anything else is written. */
    synchronized void pauseFor(Model model, Action action) throws Exception {
        awaitRead(model);
        action.run();
    }

    /** Waits until all that was written is read. */
    void awaitRead() {
        seed.models().stream().filter(model -> !model.isExternal()).forEach(this::awaitRead);
    }

    private void awaitRead(Model model) {
        topics.flush();
        awaitRead(model, files.topic(model, false));
        if (model.partVersion() != null) {
            awaitRead(model, files.topic(model, true));
        }
    }

    private void awaitRead(Model model, String topic) {
        await("all of " + topic + " to be read")
                .atMost(PATIENCE)
                .pollInterval(OFTEN)
                .until(() -> topics.lag(group + "." + topic + "." + model.name(), topic) == 0);
    }
}
