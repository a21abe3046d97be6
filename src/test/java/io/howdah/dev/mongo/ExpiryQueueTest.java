package io.howdah.dev.mongo;

import static org.assertj.core.api.Assertions.assertThat;

import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.bson.Document;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ExpiryQueueTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final long SECONDS = 60;

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);

    @Test
    void findsWhatAScanFinds() {
        ExpiryQueue queue = new ExpiryQueue(new TimeToLive("ttl", List.of("_h", "exp"), SECONDS, new Document()));
        Map<Integer, Document> stored = new HashMap<>();
        for (int step = 0; step < 5_000; step++) {
            // When a document is stored, changed or removed
            int position = random.nextInt(50);
            Document former = stored.remove(position);
            if (former != null) {
                queue.remove(former, position);
            }
            if (random.nextInt(3) > 0) {
                Document document = document();
                stored.put(position, document);
                queue.add(document, position);
            }

            // Then the queue returns all expired documents, and no others
            assertThat(queue.expired(NOW))
                    .as("seed %d, step %d", seed, step)
                    .containsExactlyInAnyOrderElementsOf(stored.keySet().stream()
                            .filter(key -> isOver(stored.get(key)))
                            .toList());
        }
    }

    private Document document() {
        return switch (random.nextInt(6)) {
            case 0 -> new Document("_h", new Document("rev", 1L));
            case 1 -> new Document("_h", random.nextBoolean() ? null : "text");
            case 2 -> new Document("_h", new Document("exp", random.nextBoolean() ? null : 7));
            case 3 ->
                new Document(
                        "_h",
                        new Document(
                                "exp",
                                IntStream.range(0, random.nextInt(4))
                                        .mapToObj(i -> random.nextBoolean() ? "text" : date())
                                        .toList()));
            default -> new Document("_h", new Document("exp", date()));
        };
    }

    private Instant date() {
        return NOW.minusSeconds(SECONDS + random.nextInt(5) - 2);
    }

    private static boolean isOver(Document document) {
        Object value = Utils.getSubdocumentValue(document, "_h.exp");
        Collection<?> dates = value instanceof Collection<?> several ? several : List.of(value == null ? "" : value);
        return dates.stream()
                .anyMatch(date -> date instanceof Instant since && since.isBefore(NOW.minusSeconds(SECONDS)));
    }
}
