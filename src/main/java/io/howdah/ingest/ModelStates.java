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
 * What must be remembered of models beyond a process: whether ingest is paused, and which topics their offsets are of. Kept
 * in the collection {@code models} of the system database: {@code {_id: <model>, paused: {at, reason}, topics: {<part>: {topic,
 * id, partitions}}, base: {<part>: <times rebased>},
 * truncated: {<part>: <reason>}, resumed: <times resumed>}}.
 */
public final class ModelStates {

    private static final Duration FRESH = Duration.ofSeconds(2);
    private static final int DUPLICATE_KEY = 11000;

    private final MongoCollection<Document> models;
    private final Topics topics;
    private final Map<String, Known> known = new ConcurrentHashMap<>();

    private record Known(Document state, Instant since) {}

    /**
     * What a model's ingest is like.
     *
     * @param model the model's name
     * @param paused why it is paused, if it is
     * @param since when it was paused, if it is
     */
    public record State(String model, Optional<String> paused, Optional<Instant> since) {}

    /**
     * Keeps it in a database.
     *
     * @param system the system database
     * @param topics says what topics are like now
     */
    public ModelStates(MongoDatabase system, Topics topics) {
        // A base that is rolled back after documents were written with it would make all later records stale.
        this.models = system.getCollection("models")
                .withReadPreference(ReadPreference.primary())
                .withReadConcern(ReadConcern.MAJORITY)
                .withWriteConcern(WriteConcern.MAJORITY);
        this.topics = topics;
    }

    /** Return the states of the models that there is something to say of. */
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
     * Lets a paused model go on.
     *
     * @return whether it was paused
     */
    public boolean resume(String model) {
        UpdateResult result =
                models.updateOne(and(eq("_id", model), exists("paused")), combine(unset("paused"), inc("resumed", 1)));
        known.remove(model);
        return result.getModifiedCount() > 0;
    }

    /**
     * Takes the topics of a model as they are now as the ones that its offsets are of, so that whatever is read from now on is
     * newer than what is stored.
     *
     * @param topicNames the topic that feeds each part
     * @return the parts whose topic had changed or was truncated, none if nothing had to be done
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
        known.remove(model);
        return changed;
    }

    /** Pauses a model on every process until it is resumed. */
    void pause(String model, String reason) {
        models.updateOne(
                eq("_id", model),
                set("paused", new Document("at", Date.from(Instant.now())).append("reason", reason)),
                new UpdateOptions().upsert(true));
        known.remove(model);
    }

    /**
     * Pauses a part on every process until it is rebased, because its topic's log was truncated.
     *
     * @param base how often the part was rebased when its records were read; nothing is paused if it has been rebased since
     */
    void truncated(String model, String part, int base, String reason) {
        models.updateOne(
                and(eq("_id", model), base == 0 ? exists("base." + part, false) : eq("base." + part, base)),
                set("truncated." + part, reason));
        known.remove(model);
    }

    /** Return how often the model was resumed. */
    int resumed(String model) {
        return get(model).getInteger("resumed", 0);
    }

    /**
     * Does nothing while the model may be ingested.
     *
     * @throws ModelPausedException if it is paused
     */
    void requireRunning(String model) {
        Document paused = get(model).get("paused", Document.class);
        if (paused != null) {
            // The pause may have been lifted elsewhere.
            known.remove(model);
            throw new ModelPausedException(paused.getString("reason"));
        }
    }

    /**
     * Return how often the part was rebased.
     *
     * @param topic what the part's offsets are of now; the first time it is remembered
     * @throws ModelPausedException if it is not the topic that the stored offsets are of, or its log was truncated
     */
    int base(String model, String part, Topic topic) {
        Document state = get(model);
        Document old = state.get("topics", new Document()).get(part, Document.class);
        if (old == null) {
            remember(model, part, topic);
        } else if (!isSame(old, topic)) {
            known.remove(model);
            topics.forget(topic.name());
            throw new ModelPausedException(model + " orders its changes by offset, and topic " + topic.name() + " "
                    + difference(old, topic) + ": its offsets say nothing of what is stored. Run `howdah model rebase "
                    + model + "` to take all that it holds as newer, or `howdah rebuild " + model + "`");
        }
        String truncated = state.get("truncated", new Document()).getString(part);
        if (truncated != null) {
            known.remove(model);
            throw new ModelPausedException(truncated);
        }
        return state.get("base", new Document()).getInteger(part, 0);
    }

    private static String difference(Document old, Topic topic) {
        if (!topic.name().equals(old.getString("topic"))) {
            return "took the place of " + old.getString("topic");
        }
        return topic.id().equals(old.getString("id"))
                ? "has " + topic.partitions() + " partitions now, not " + old.getInteger("partitions")
                : "was made again";
    }

    private void remember(String model, String part, Topic topic) {
        try {
            models.updateOne(
                    and(eq("_id", model), exists("topics." + part, false)),
                    set("topics." + part, document(topic)),
                    new UpdateOptions().upsert(true));
        } catch (MongoWriteException e) {
            // Another process was faster, and the next look tells what it said.
            if (e.getError().getCode() != DUPLICATE_KEY) {
                throw e;
            }
        }
        known.remove(model);
    }

    private Document get(String model) {
        Known old = known.get(model);
        if (old != null && old.since().plus(FRESH).isAfter(Instant.now())) {
            return old.state();
        }
        Document state = orEmpty(models.find(eq("_id", model)).first());
        known.put(model, new Known(state, Instant.now()));
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
