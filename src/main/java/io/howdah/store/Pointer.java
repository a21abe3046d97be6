package io.howdah.store;

import io.howdah.upgrade.StoredFormat;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Objects;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * Says which collection holds a model's documents at present; a model that was never rebuilt has none. It is written as a
 * whole, so that each of its change events tells all of it.
 *
 * @param model the model's name, the pointer's {@code _id}
 * @param base the collection that the SDL names; a pointer of another base is out of force
 * @param collection the present collection
 * @param generation 1 for the SDL's collection, and one more at each switch
 * @param revision one more at each write of the pointer
 * @param switched the revision of the last switch; 0 where there was none, or where a version wrote it that did not note this
 * @param fence who is about to switch, or null; while it is there nobody commits what was written to the collection
 * @param former the collections that were switched away from and are still there
 * @param at when it was written, by the writer's clock
 */
public record Pointer(
        String model,
        String base,
        String collection,
        int generation,
        long revision,
        long switched,
        @Nullable String fence,
        List<Former> former,
        Instant at) {

    /** The format in which pointers are stored. */
    public static final StoredFormat FORMAT = new StoredFormat("the pointer to a model's collection", 1);

    private static final String SWITCHED = "switched";

    /**
     * A collection that was switched away from.
     *
     * @param collection its name
     * @param until when it was switched away from
     */
    public record Former(String collection, Instant until) {}

    /** The pointer of a model that was never rebuilt, before it is written for the first time. */
    static Pointer initial(String model, String base) {
        return new Pointer(model, base, base, 1, 0, 0, null, List.of(), Instant.EPOCH);
    }

    /** Reads a stored one. */
    public static Pointer of(Document found) {
        Document stored = FORMAT.require(found);
        List<Former> former = stored.getList("former", Document.class, List.of()).stream()
                .map(each -> new Former(
                        each.getString("collection"), each.getDate("until").toInstant()))
                .toList();
        return new Pointer(
                stored.getString("_id"),
                stored.getString("base"),
                stored.getString("collection"),
                stored.getInteger("generation"),
                stored.getLong("rev"),
                stored.get(SWITCHED, 0L),
                stored.getString("fence"),
                former,
                stored.getDate("at").toInstant());
    }

    Document toDocument() {
        List<Document> olds = former.stream()
                .map(each -> new Document("collection", each.collection()).append("until", Date.from(each.until())))
                .toList();
        return new Document("_id", model)
                .append("base", base)
                .append("collection", collection)
                .append("generation", generation)
                .append("rev", revision)
                .append(SWITCHED, switched)
                .append("switching", isSwitching())
                .append("fence", fence)
                .append(StoredFormat.FIELD, FORMAT.number())
                .append("former", olds)
                .append("at", Date.from(at));
    }

    /** This pointer for a model whose SDL names another collection by now: it points to that one. */
    Pointer rebased(String newBase) {
        return base.equals(newBase) ? this : new Pointer(model, newBase, newBase, 1, revision, 0, null, List.of(), at);
    }

    /** Whether a switch is under way, so that nothing may be committed. */
    public boolean isSwitching() {
        return fence != null;
    }

    /** Whether the fence is the one of that token. */
    public boolean isFencedBy(String token) {
        return Objects.equals(fence, token);
    }

    /** Whether a switch wrote it, or may have; else an earlier one led to its collection already. */
    public boolean isOfSwitch() {
        return switched > 0 ? switched == revision : generation > 1;
    }

    /** The pointer with another fence, or with none. */
    public Pointer withFence(@Nullable String token) {
        return new Pointer(model, base, collection, generation, revision, switched, token, former, at);
    }

    /** The pointer after the switch, without a fence. */
    public Pointer to(String next, int nextGeneration, Instant now) {
        List<Former> olds = new ArrayList<>(former);
        olds.add(new Former(collection, now));
        return new Pointer(model, base, next, nextGeneration, revision, revision + 1, null, List.copyOf(olds), now);
    }

    /** The pointer without a former collection that is there no more. */
    public Pointer without(String dropped) {
        List<Former> left = former.stream()
                .filter(each -> !each.collection().equals(dropped))
                .toList();
        return new Pointer(model, base, collection, generation, revision, switched, fence, left, at);
    }

    Pointer next(Instant now) {
        return new Pointer(model, base, collection, generation, revision + 1, switched, fence, former, now);
    }
}
