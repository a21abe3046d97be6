package io.howdah.query;

import io.howdah.model.ReadModel;
import java.util.List;
import java.util.Optional;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/** Request for a page of a list. Thread-safe. */
public final class PageRequest {

    private final Keyset keyset;
    private final Bson where;
    private final ReadModel model;
    private final PageCursors cursors;
    private final int limit;
    private final boolean backward;
    private final Optional<Document> after;
    private final Optional<Document> before;
    private volatile @Nullable String list;

    private PageRequest(Builder builder) {
        this.keyset = new Keyset(builder.model, builder.orders);
        this.where = builder.where;
        this.cursors = builder.cursors;
        this.model = builder.model;
        this.limit = builder.limit;
        this.backward = builder.backward;
        this.after = builder.after.map(cursor -> open("after", cursor));
        this.before = builder.before.map(cursor -> open("before", cursor));
    }

    /** Returns the identity of the list, computed on first use. Cursors are bound to it. */
    private String list() {
        String cached = list;
        if (cached == null) {
            cached = model.name() + " " + keyset.name() + " " + PageCursors.text(where);
            list = cached;
        }
        return cached;
    }

    private Document open(String argument, String cursor) {
        return cursors.open(list(), cursor)
                .orElseThrow(() -> new InvalidQueryException(
                        argument + " is not a cursor of this list with this order and filter"));
    }

    /** Returns the cursor of a document in this list. */
    public String cursor(Document found) {
        return cursors.seal(list(), keyset.position(found));
    }

    Keyset keyset() {
        return keyset;
    }

    Bson where() {
        return where;
    }

    int limit() {
        return limit;
    }

    boolean backward() {
        return backward;
    }

    Optional<Document> after() {
        return after;
    }

    Optional<Document> before() {
        return before;
    }

    /**
     * Parameters of a page request.
     *
     * @param model the model to list
     * @param cursors converts cursors
     * @param orders what the list is sorted by, before its keys
     * @param where the compiled filter
     * @param limit maximum number of documents, at least 0
     * @param backward whether the last documents are requested instead of the first
     * @param after the cursor that the page starts after
     * @param before the cursor that the page ends before
     */
    public record Builder(
            ReadModel model,
            PageCursors cursors,
            List<Order> orders,
            Bson where,
            int limit,
            boolean backward,
            Optional<String> after,
            Optional<String> before) {

        /**
         * Returns the page request.
         *
         * @throws InvalidQueryException if a cursor is not of this list
         */
        public PageRequest build() {
            return new PageRequest(this);
        }
    }
}
