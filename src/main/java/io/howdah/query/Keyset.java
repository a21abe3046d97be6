package io.howdah.query;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Sorts;
import io.howdah.model.ReadModel;
import io.howdah.text.Split;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * An order in which each document has its one place: the fields that were asked for, then the {@code _id}, in the direction of
 * the last field, so that one index serves both ways. A page begins beyond the place of the last one's end, and is not moved by
 * what is inserted elsewhere: the seek method of Winand, <i>SQL Performance Explained</i> (2012), for MongoDB's order, in which
 * absent values come first.
 */
final class Keyset {

    private static final String ID = "_id";

    private final ReadModel model;

    /** Each path with whether it descends. */
    private final Map<String, Boolean> paths = new LinkedHashMap<>();

    Keyset(ReadModel model, List<Order> orders) {
        this.model = model;
        boolean descending = false;
        for (Order order : orders) {
            descending = order.descending();
            paths.putIfAbsent(model.path(order.field()), descending);
        }
        paths.putIfAbsent(ID, descending);
    }

    /** Returns what a place is read from. */
    Set<String> paths() {
        return paths.keySet();
    }

    /** Returns the same text for the same order. */
    String name() {
        return paths.entrySet().stream()
                .map(path -> (path.getValue() ? "-" : "+") + path.getKey())
                .collect(Collectors.joining(","));
    }

    Bson sort(boolean backward) {
        return Sorts.orderBy(paths.entrySet().stream()
                .map(path ->
                        path.getValue() ^ backward ? Sorts.descending(path.getKey()) : Sorts.ascending(path.getKey()))
                .toList());
    }

    /** Returns the values of a document, by number, that say where it stands. */
    Document place(Document found) {
        Document place = new Document();
        for (String path : paths.keySet()) {
            place.put(String.valueOf(place.size()), value(found, path));
        }
        return place;
    }

    private static @Nullable Object value(Document found, String path) {
        Object value = found;
        for (String name : Split.on('.', path)) {
            value = value instanceof Map<?, ?> map ? map.get(name) : null;
        }
        return value;
    }

    /** Returns the query for what comes after a place, or, backward, before it. */
    Bson beyond(Document place, boolean backward) {
        List<Bson> either = new ArrayList<>();
        List<Bson> same = new ArrayList<>();
        int number = 0;
        for (Map.Entry<String, Boolean> path : paths.entrySet()) {
            Object value = place.get(String.valueOf(number));
            number++;
            Bson further = path.getValue() ^ backward ? less(path.getKey(), value) : greater(path.getKey(), value);
            if (further != null) {
                List<Bson> all = new ArrayList<>(same);
                all.add(further);
                either.add(Filters.and(all));
            }
            same.add(Filters.eq(path.getKey(), value));
        }
        return either.isEmpty() ? Filters.in(ID, List.of()) : Filters.or(either);
    }

    /** MongoDB compares values of one type alone with each other, though its order has them all. */
    private @Nullable Bson greater(String path, @Nullable Object value) {
        if (value == null) {
            return Filters.ne(path, null);
        }
        return orTypes(path, Filters.gt(path, value), BsonOrder.above(value));
    }

    private @Nullable Bson less(String path, @Nullable Object value) {
        if (value == null) {
            return null;
        }
        Bson less = orTypes(path, Filters.lt(path, value), BsonOrder.below(value));
        return path.equals(ID) ? less : Filters.or(less, Filters.eq(path, null));
    }

    /** Only what others have stored has keys of several types. */
    private Bson orTypes(String path, Bson sameType, List<String> types) {
        boolean mixed = model.isExternal() && path.startsWith(ID) && !types.isEmpty();
        return mixed ? Filters.or(sameType, new Document(path, new Document("$type", types))) : sameType;
    }
}
