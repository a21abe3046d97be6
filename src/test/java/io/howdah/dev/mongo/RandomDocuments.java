package io.howdah.dev.mongo;

import de.bwaldvogel.mongo.bson.BinData;
import de.bwaldvogel.mongo.bson.BsonRegularExpression;
import de.bwaldvogel.mongo.bson.BsonTimestamp;
import de.bwaldvogel.mongo.bson.Decimal128;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.bson.ObjectId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** Random values of every type, from a small set so that equal values are frequent. */
final class RandomDocuments {

    private static final ObjectId OBJECT_ID = new ObjectId();

    private static final List<Object> SCALARS = Arrays.asList(
            null,
            "a",
            "b",
            "ä€𝄞",
            "\ud834 half of a pair",
            "",
            1,
            1L,
            1.0,
            new Decimal128(0x1L, 0x3040000000000000L),
            0,
            -0.0,
            1.5,
            Double.NaN,
            Long.MAX_VALUE,
            (double) Long.MAX_VALUE,
            true,
            false,
            Instant.EPOCH,
            OBJECT_ID,
            new UUID(1, 2),
            new BinData(new byte[] {1, 2}),
            new BsonTimestamp(7));

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);

    long seed() {
        return seed;
    }

    int number(int bound) {
        return random.nextInt(bound);
    }

    <T> T oneOf(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }

    <T> List<T> list(int max, Supplier<T> element) {
        return IntStream.range(0, random.nextInt(max + 1))
                .mapToObj(i -> element.get())
                .collect(ArrayList::new, List::add, List::addAll);
    }

    /** Returns a value other than an array or a pattern, which keys cannot be. */
    Object key() {
        return random.nextInt(4) > 0 ? oneOf(SCALARS) : document(1);
    }

    Object value(int depth) {
        return switch (random.nextInt(depth > 0 ? 6 : 4)) {
            case 4 -> document(depth);
            case 5 -> list(3, () -> value(depth - 1));
            default -> oneOf(SCALARS);
        };
    }

    /** Returns a value for a condition. */
    Object operand() {
        return random.nextInt(20) > 0 ? key() : random.nextBoolean() ? new BsonRegularExpression("^a", "") : List.of(1);
    }

    Document document(int depth) {
        Document document = new Document();
        list(3, () -> oneOf(List.of("a", "b", "c€"))).forEach(name -> document.put(name, value(depth - 1)));
        return document;
    }
}
