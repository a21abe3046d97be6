package io.howdah.ingest;

import io.howdah.ingest.SourceRecord.Origin;
import io.howdah.ingest.kafka.Topic;
import io.howdah.ingest.kafka.Topics;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.apache.kafka.common.TopicPartition;

/**
 * Stops a model's ingest where going on by itself would do harm, until a person says how to: too many dead letters, or
 * offsets of another topic.
 */
public final class IngestPauses {

    private final ModelStates states;
    private final Function<String, Optional<String>> obstacles;
    private final Topics topics;
    private final double maxRatio;
    private final Map<String, Ratio> ratios = new ConcurrentHashMap<>();
    private final Map<TopicPartition, Long> lastOffsets = new ConcurrentHashMap<>();

    /** What a route's records were like, and how often a person let it go on. */
    private static final class Ratio {
        private final DeadLetterRatio window;
        private int resumed;
        private int allowed;

        Ratio(double limit, int resumed) {
            this.window = new DeadLetterRatio(limit);
            this.resumed = resumed;
        }
    }

    /**
     * Makes the rules.
     *
     * @param states remembers what is paused
     * @param obstacles tells of a model why its documents must be left as they are, if they must
     * @param topics says what topics are like
     * @param maxRatio the share of dead letters among the last records, from 0 to 1, over which a model is paused
     */
    public IngestPauses(
            ModelStates states, Function<String, Optional<String>> obstacles, Topics topics, double maxRatio) {
        this.states = states;
        this.obstacles = obstacles;
        this.topics = topics;
        this.maxRatio = maxRatio;
    }

    /**
     * Tells the batch what its records' offsets are of.
     *
     * @param consumed whether they come from the topic's consumer, in their order
     * @throws ModelPausedException if the model is paused, waits for a rebuild, or its offsets are of another topic
     */
    void admit(Batch batch, boolean consumed) {
        String model = batch.model().name();
        if (consumed) {
            states.requireRunning(model);
            obstacles.apply(model).ifPresent(reason -> {
                throw new ModelPausedException(reason);
            });
            batch.offsets().forEach(this::watch);
        }
        origins(batch);
    }

    /**
     * Checks again what the batch's offsets are of, with topics as they are now: a key has moved to another partition, as it does when
     * partitions are added, and there its offsets begin anew.
     *
     * @throws ModelPausedException if the offsets are of other partitions than those that are stored
     */
    void admitMoved(Batch batch) {
        if (batch.model().version(batch.part()).isEmpty()) {
            batch.offsets().keySet().forEach(partition -> topics.forget(partition.topic()));
            origins(batch);
        }
    }

    private void origins(Batch batch) {
        String model = batch.model().name();
        boolean byOffset = batch.model().version(batch.part()).isEmpty();
        batch.offsets().keySet().stream().map(TopicPartition::topic).distinct().forEach(name -> {
            Topic topic = topics.get(name);
            batch.origin(name, new Origin(topic.id(), byOffset ? states.base(model, batch.part(), topic) : 0));
        });
    }

    /** Pauses a model whose offsets are of a log that was truncated, until it is rebased or rebuilt. */
    ModelPausedException truncated(String model, TruncatedLogException found) {
        String reason =
                model + " orders its changes by offset, and " + found.getMessage() + ". Run `howdah model rebase "
                        + model + "` to take all that is read from now on as newer, or `howdah rebuild " + model + "`";
        states.truncated(model, found.change().part(), found.change().source().base(), reason);
        return new ModelPausedException(reason);
    }

    /** An offset that goes back, or a partition that was not read before, may be of another topic than the last one. */
    private void watch(TopicPartition partition, Batch.Offsets offsets) {
        Long before = lastOffsets.put(partition, offsets.last());
        if (before == null || offsets.first() <= before) {
            topics.forget(partition.topic());
        }
    }

    /**
     * Checks the batch's dead letters before they are sent.
     *
     * @throws ModelPausedException if they are too many; the model is paused
     */
    void check(Batch batch, String routeId) {
        int dead = batch.deadLetters().size();
        if (dead == 0) {
            return;
        }
        String model = batch.model().name();
        Ratio ratio = ratio(routeId, model);
        if (isTooMuch(ratio, states.resumed(model), batch.size(), dead)) {
            String reason = String.format(
                    Locale.ROOT,
                    "more than howdah.ingest.dlq-max-ratio=%s of the last %d records of %s cannot be ingested, the last by %s"
                            + " (%s): mend the transform or the SDL, then run `howdah resume %s`",
                    maxRatio,
                    DeadLetterRatio.WINDOW,
                    routeId,
                    simpleName(batch.deadLetters().get(dead - 1).error()),
                    batch.deadLetters().get(dead - 1).reason(),
                    model);
            states.pause(model, reason);
            throw new ModelPausedException(reason);
        }
    }

    /** A route's consumers, each a thread of its own, share the ratio. */
    private static boolean isTooMuch(Ratio ratio, int resumed, int records, int dead) {
        synchronized (ratio) {
            if (resumed != ratio.resumed) {
                // Who resumes it wants these records to pass, and to be asked again only after as many others.
                ratio.resumed = resumed;
                ratio.allowed = DeadLetterRatio.WINDOW;
                ratio.window.clear();
            }
            return ratio.allowed <= 0 && ratio.window.wouldExceed(records, dead);
        }
    }

    private static String simpleName(String className) {
        return className.substring(className.lastIndexOf('.') + 1);
    }

    /** Counts a batch that is through. */
    void passed(Batch batch, String routeId) {
        Ratio ratio = ratio(routeId, batch.model().name());
        synchronized (ratio) {
            ratio.window.add(batch.size(), batch.deadLetters().size());
            ratio.allowed -= Math.min(ratio.allowed, batch.size());
        }
    }

    private Ratio ratio(String routeId, String model) {
        return ratios.computeIfAbsent(routeId, id -> new Ratio(maxRatio, states.resumed(model)));
    }
}
