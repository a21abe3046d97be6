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
 * Total order of the documents of a list, used for keyset pagination. It consists of the requested fields, then {@code
 * _id} in the direction of the last field, so that one index serves both directions.
 *
 * <p>A page starts after a position, so inserts and deletes elsewhere don't shift it. This is the seek method of
 * Winand, <i>SQL Performance Explained</i> (2012), adapted to MongoDB's order: missing values come first.
 */
final class Keyset {

    private static final String ID = "_id";

    private final ReadModel model;

    /** Whether each path is in descending order. */
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

    /** Returns the paths of the values that make up a position. */
    Set<String> paths() {
        return paths.keySet();
    }

    /** Returns a text that identifies the order. */
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

    /** Returns a document's position: the values of the paths, by number. */
    Document position(Document document) {
        Document position = new Document();
        for (String path : paths.keySet()) {
            position.put(String.valueOf(position.size()), value(document, path));
        }
        return position;
    }

    private static @Nullable Object value(Document document, String path) {
        Object value = document;
        for (String name : Split.on('.', path)) {
            value = value instanceof Map<?, ?> map ? map.get(name) : null;
        }
        return value;
    }

    /** Returns the query for documents after a position or, if {@code backward}, before it. */
    Bson beyond(Document position, boolean backward) {
        List<Bson> alternatives = new ArrayList<>();
        List<Bson> equalSoFar = new ArrayList<>();
        int number = 0;
        for (Map.Entry<String, Boolean> path : paths.entrySet()) {
            Object value = position.get(String.valueOf(number));
            number++;
            Bson beyond = path.getValue() ^ backward ? less(path.getKey(), value) : greater(path.getKey(), value);
            if (beyond != null) {
                List<Bson> conditions = new ArrayList<>(equalSoFar);
                conditions.add(beyond);
                alternatives.add(Filters.and(conditions));
            }
            equalSoFar.add(Filters.eq(path.getKey(), value));
        }
        return alternatives.isEmpty() ? Filters.in(ID, List.of()) : Filters.or(alternatives);
    }

    /**
     * Returns the query for greater values. MongoDB's operators compare only values of the same type, but its order
     * includes all types.
     */
    private @Nullable Bson greater(String path, @Nullable Object value) {
        if (value == null) {
            return Filters.ne(path, null);
        }
        return orTypes(path, Filters.gt(path, value), BsonOrder.typesAbove(value));
    }

    private @Nullable Bson less(String path, @Nullable Object value) {
        if (value == null) {
            return null;
        }
        Bson less = orTypes(path, Filters.lt(path, value), BsonOrder.typesBelow(value));
        return path.equals(ID) ? less : Filters.or(less, Filters.eq(path, null));
    }

    /** Adds values of other types. Only keys of external collections have several types. */
    private Bson orTypes(String path, Bson sameType, List<String> types) {
        boolean mixed = model.isExternal() && path.startsWith(ID) && !types.isEmpty();
        return mixed ? Filters.or(sameType, new Document(path, new Document("$type", types))) : sameType;
    }
}
