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
 * Names the collection that holds a model's documents. A model that was never rebuilt has no stored pointer. A pointer is
 * always written as a whole, so that each of its change events has its full state.
 *
 * @param model the model's name, the pointer's {@code _id}
 * @param base the collection that the SDL names; a pointer with another base is not valid
 * @param collection the present collection
 * @param generation 1 for the SDL's collection, increased at each switch
 * @param revision increased at each write of the pointer
 * @param switched the revision of the last switch; 0 if there was none, or if a version without this field wrote it
 * @param fence the token of the rebuild that is about to switch, or null; while it is set, no batch commits to the
 *     collection
 * @param former the collections that were switched away from and still exist
 * @param at the time of the write, by the writer's clock
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

    /** Format of stored pointers. */
    public static final StoredFormat FORMAT = new StoredFormat("the pointer to a model's collection", 1);

    private static final String SWITCHED = "switched";

    /**
     * A collection that was switched away from.
     *
     * @param collection its name
     * @param until the time of the switch
     */
    public record Former(String collection, Instant until) {}

    /** Returns the pointer of a model that was never rebuilt, before its first write. */
    static Pointer initial(String model, String base) {
        return new Pointer(model, base, base, 1, 0, 0, null, List.of(), Instant.EPOCH);
    }

    /** Parses a stored pointer. */
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

    /** Returns the pointer for a model whose SDL now names another collection. */
    Pointer rebased(String newBase) {
        return base.equals(newBase) ? this : new Pointer(model, newBase, newBase, 1, revision, 0, null, List.of(), at);
    }

    /** Returns whether a switch is in progress, so that batches must not commit. */
    public boolean isSwitching() {
        return fence != null;
    }

    /** Returns whether the fence has this token. */
    public boolean isFencedBy(String token) {
        return Objects.equals(fence, token);
    }

    /** Returns whether a switch wrote this pointer, or may have; false if an earlier pointer already named its collection. */
    public boolean isOfSwitch() {
        return switched > 0 ? switched == revision : generation > 1;
    }

    /** Returns the pointer with another fence, or with none. */
    public Pointer withFence(@Nullable String token) {
        return new Pointer(model, base, collection, generation, revision, switched, token, former, at);
    }

    /** Returns the pointer after the switch, without a fence. */
    public Pointer to(String next, int nextGeneration, Instant now) {
        List<Former> olds = new ArrayList<>(former);
        olds.add(new Former(collection, now));
        return new Pointer(model, base, next, nextGeneration, revision, revision + 1, null, List.copyOf(olds), now);
    }

    /** Returns the pointer without a former collection that was dropped. */
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
