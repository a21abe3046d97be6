package io.howdah.query;

import io.howdah.model.ReadModel;
import java.util.List;
import java.util.Optional;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/** Which documents of a list are asked for. */
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

    /** What its cursors are good for; worked out for who asks for one. */
    private String list() {
        String known = list;
        if (known == null) {
            known = model.name() + " " + keyset.name() + " " + PageCursors.text(where);
            list = known;
        }
        return known;
    }

    private Document open(String argument, String cursor) {
        return cursors.open(list(), cursor)
                .orElseThrow(() -> new InvalidQueryException(
                        argument + " is no cursor of this list, with this order and this filter"));
    }

    /** Returns the cursor of a document that was found by this request. */
    public String cursor(Document found) {
        return cursors.seal(list(), keyset.place(found));
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
     * How a list is asked for.
     *
     * @param model the model that is listed
     * @param cursors opens and seals the cursors
     * @param orders what it is ordered by, before its keys
     * @param where the filter, compiled
     * @param limit how many documents at most, from 0 on
     * @param backward whether the last ones are asked for, and not the first
     * @param after the cursor behind which they are
     * @param before the cursor before which they are
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
         * Returns the request.
         *
         * @throws InvalidQueryException if a cursor is not one of this list
         */
        public PageRequest build() {
            return new PageRequest(this);
        }
    }
}
