package io.howdah.ingest;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.exists;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.inc;
import static com.mongodb.client.model.Updates.set;
import static com.mongodb.client.model.Updates.unset;

import com.mongodb.MongoWriteException;
import com.mongodb.ReadConcern;
import com.mongodb.ReadPreference;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.result.UpdateResult;
import io.howdah.ingest.kafka.Topic;
import io.howdah.ingest.kafka.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * Ingest state of models, shared by all processes: pauses, and the topics that stored offsets belong to.
 *
 * <p>The collection {@code models} of the system database contains {@code {_id: <model>, paused: {at, reason}, topics:
 * {<part>: {topic, id, partitions}}, base: {<part>: <times rebased>}, truncated: {<part>: <reason>}, resumed: <times
 * resumed>}}}. Reads are cached for 2 seconds. Thread-safe.
 */
public final class ModelStates {

    private static final Duration MAX_AGE = Duration.ofSeconds(2);
    private static final int DUPLICATE_KEY = 11000;

    private final MongoCollection<Document> models;
    private final Topics topics;
    private final Map<String, Cached> cache = new ConcurrentHashMap<>();

    private record Cached(Document state, Instant since) {}

    /**
     * Ingest state of a model.
     *
     * @param model the model's name
     * @param paused the reason of the pause, if it is paused
     * @param since when it was paused, if it is
     */
    public record State(String model, Optional<String> paused, Optional<Instant> since) {}

    /**
     * Creates the states.
     *
     * @param system the system database
     * @param topics reads topic metadata
     */
    public ModelStates(MongoDatabase system, Topics topics) {
        // If a base were rolled back after documents were written with it, all later records would be stale.
        this.models = system.getCollection("models")
                .withReadPreference(ReadPreference.primary())
                .withReadConcern(ReadConcern.MAJORITY)
                .withWriteConcern(WriteConcern.MAJORITY);
        this.topics = topics;
    }

    /** Returns the states of all models that have one. */
    public List<State> states() {
        return models.find().map(ModelStates::state).into(new ArrayList<>());
    }

    private static State state(Document stored) {
        Document paused = stored.get("paused", new Document());
        Optional<String> truncated = stored.get("truncated", new Document()).values().stream()
                .map(String::valueOf)
                .findFirst();
        return new State(
                stored.getString("_id"),
                Optional.ofNullable(paused.getString("reason")).or(() -> truncated),
                Optional.ofNullable(paused.getDate("at")).map(Date::toInstant));
    }

    /**
     * Resumes a paused model.
     *
     * @return whether it was paused
     */
    public boolean resume(String model) {
        UpdateResult result =
                models.updateOne(and(eq("_id", model), exists("paused")), combine(unset("paused"), inc("resumed", 1)));
        cache.remove(model);
        return result.getModifiedCount() > 0;
    }

    /**
     * Accepts the model's current topics as the ones that its offsets belong to, so that every record read from now on
     * is newer than the stored documents.
     *
     * @param topicNames the topic of each part
     * @return the parts whose topic had changed or was truncated
     */
    public List<String> rebase(String model, Map<String, String> topicNames) {
        List<String> changed = new ArrayList<>();
        Document state =
                Optional.ofNullable(models.find(eq("_id", model)).first()).orElseGet(Document::new);
        state.get("topics", new Document()).forEach((part, stored) -> {
            Document old = (Document) stored;
            String name = topicNames.get(part);
            Topic now = name == null ? null : topics.ask(name);
            boolean truncated = state.get("truncated", new Document()).containsKey(part);
            if (now != null && (truncated || !isSame(old, now))) {
                models.updateOne(
                        and(eq("_id", model), eq("topics." + part, old), exists("truncated." + part, truncated)),
                        combine(
                                set("topics." + part, document(now)),
                                inc("base." + part, 1),
                                unset("truncated." + part)));
                changed.add(part);
            }
        });
        cache.remove(model);
        return changed;
    }

    /** Pauses a model in every process until it is resumed. */
    void pause(String model, String reason) {
        models.updateOne(
                eq("_id", model),
                set("paused", new Document("at", Date.from(Instant.now())).append("reason", reason)),
                new UpdateOptions().upsert(true));
        cache.remove(model);
    }

    /**
     * Pauses a part in every process until it is rebased, because its topic's log was truncated.
     *
     * @param base how often the part was rebased when its records were read; if it has been rebased since, nothing is
     *     paused
     */
    void truncated(String model, String part, int base, String reason) {
        models.updateOne(
                and(eq("_id", model), base == 0 ? exists("base." + part, false) : eq("base." + part, base)),
                set("truncated." + part, reason));
        cache.remove(model);
    }

    /** Returns how often the model was resumed. */
    int resumed(String model) {
        return get(model).getInteger("resumed", 0);
    }

    /**
     * Checks that the model may be ingested.
     *
     * @throws ModelPausedException if it is paused
     */
    void requireRunning(String model) {
        Document paused = get(model).get("paused", Document.class);
        if (paused != null) {
            // Another process may have resumed it.
            cache.remove(model);
            throw new ModelPausedException(paused.getString("reason"));
        }
    }

    /**
     * Returns how often the part was rebased.
     *
     * @param topic the topic that the part's offsets belong to; stored if there is none yet
     * @throws ModelPausedException if the stored offsets belong to another topic, or if the log was truncated
     */
    int base(String model, String part, Topic topic) {
        Document state = get(model);
        Document old = state.get("topics", new Document()).get(part, Document.class);
        if (old == null) {
            store(model, part, topic);
        } else if (!isSame(old, topic)) {
            cache.remove(model);
            topics.forget(topic.name());
            throw new ModelPausedException(model + " orders changes by offset, but topic " + topic.name() + " "
                    + difference(old, topic)
                    + ": its offsets do not relate to the stored documents. Run `howdah model rebase "
                    + model + "` to accept all its records as newer, or `howdah rebuild " + model + "`");
        }
        String truncated = state.get("truncated", new Document()).getString(part);
        if (truncated != null) {
            cache.remove(model);
            throw new ModelPausedException(truncated);
        }
        return state.get("base", new Document()).getInteger(part, 0);
    }

    private static String difference(Document old, Topic topic) {
        if (!topic.name().equals(old.getString("topic"))) {
            return "replaced " + old.getString("topic");
        }
        return topic.id().equals(old.getString("id"))
                ? "now has " + topic.partitions() + " partitions instead of " + old.getInteger("partitions")
                : "was recreated";
    }

    private void store(String model, String part, Topic topic) {
        try {
            models.updateOne(
                    and(eq("_id", model), exists("topics." + part, false)),
                    set("topics." + part, document(topic)),
                    new UpdateOptions().upsert(true));
        } catch (MongoWriteException e) {
            // Another process stored its topic first; the next read returns it.
            if (e.getError().getCode() != DUPLICATE_KEY) {
                throw e;
            }
        }
        cache.remove(model);
    }

    private Document get(String model) {
        Cached old = cache.get(model);
        if (old != null && old.since().plus(MAX_AGE).isAfter(Instant.now())) {
            return old.state();
        }
        Document state = orEmpty(models.find(eq("_id", model)).first());
        cache.put(model, new Cached(state, Instant.now()));
        return state;
    }

    private static Document orEmpty(@Nullable Document found) {
        return found == null ? new Document() : found;
    }

    private static boolean isSame(Document old, Topic topic) {
        return old.equals(document(topic));
    }

    private static Document document(Topic topic) {
        return new Document("topic", topic.name()).append("id", topic.id()).append("partitions", topic.partitions());
    }
}
