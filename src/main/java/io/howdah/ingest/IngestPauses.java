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
 * Pauses a model's ingest until an operator acts, where continuing could do harm: too many dead letters, or offsets of
 * another topic. Thread-safe.
 */
public final class IngestPauses {

    private final ModelStates states;
    private final Function<String, Optional<String>> obstacles;
    private final Topics topics;
    private final double maxRatio;
    private final Map<String, Ratio> ratios = new ConcurrentHashMap<>();
    private final Map<TopicPartition, Long> lastOffsets = new ConcurrentHashMap<>();

    /** Dead-letter ratio of a route, and how often an operator has resumed it. */
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
     * Creates the rules.
     *
     * @param states stores the pauses
     * @param obstacles returns why a model's documents must not be changed, or empty if they may be
     * @param topics reads topic metadata
     * @param maxRatio the maximum share of dead letters among the last records, from 0 to 1; beyond it, a model is
     *     paused
     */
    public IngestPauses(
            ModelStates states, Function<String, Optional<String>> obstacles, Topics topics, double maxRatio) {
        this.states = states;
        this.obstacles = obstacles;
        this.topics = topics;
        this.maxRatio = maxRatio;
    }

    /**
     * Sets the topics that the batch's offsets belong to.
     *
     * @param consumed whether the records come from the topic's consumer, in their order
     * @throws ModelPausedException if the model is paused, waits for a rebuild, or its offsets belong to another topic
     */
    void admit(Batch batch, boolean consumed) {
        String model = batch.model().name();
        if (consumed) {
            states.requireRunning(model);
            obstacles.apply(model).ifPresent(reason -> {
                throw new ModelPausedException(reason);
            });
            batch.offsets().forEach(this::checkOffsets);
        }
        origins(batch);
    }

    /**
     * Checks the topics of the batch's offsets again, with current metadata. A key has moved to another partition, as
     * after partitions were added, and its offsets are not comparable there.
     *
     * @throws ModelPausedException if the partitions differ from the stored ones
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

    /** Pauses a model whose offsets belong to a truncated log, until it is rebased or rebuilt. */
    ModelPausedException truncated(String model, TruncatedLogException found) {
        String reason = model + " orders changes by offset, but " + found.getMessage() + ". Run `howdah model rebase "
                + model + "` to accept all records from now on as newer, or `howdah rebuild " + model + "`";
        states.truncated(model, found.change().part(), found.change().source().base(), reason);
        return new ModelPausedException(reason);
    }

    /**
     * Refreshes a topic's metadata if an offset goes back or a partition is new: the topic may have been recreated.
     */
    private void checkOffsets(TopicPartition partition, Batch.Offsets offsets) {
        Long before = lastOffsets.put(partition, offsets.last());
        if (before == null || offsets.first() <= before) {
            topics.forget(partition.topic());
        }
    }

    /**
     * Checks the batch's dead letters before they are sent.
     *
     * @throws ModelPausedException if there are too many; the model is paused
     */
    void checkDeadLetters(Batch batch, String routeId) {
        int dead = batch.deadLetters().size();
        if (dead == 0) {
            return;
        }
        String model = batch.model().name();
        Ratio ratio = ratio(routeId, model);
        if (isTooMuch(ratio, states.resumed(model), batch.size(), dead)) {
            String reason = String.format(
                    Locale.ROOT,
                    "more than howdah.ingest.dlq-max-ratio=%s of the last %d records of %s cannot be ingested, the last one because of %s"
                            + " (%s). Fix the transform or the SDL, then run `howdah resume %s`",
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

    /**
     * Returns whether there are too many dead letters. A route's consumers, each on its own thread, share the ratio.
     */
    private static boolean isTooMuch(Ratio ratio, int resumed, int records, int dead) {
        synchronized (ratio) {
            if (resumed != ratio.resumed) {
                // After a resume, these records pass, and the check applies again only after as many more.
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

    /** Counts a finished batch. */
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
