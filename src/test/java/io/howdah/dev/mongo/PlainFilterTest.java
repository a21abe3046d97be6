package io.howdah.dev.mongo;

import static org.assertj.core.api.Assertions.assertThat;

import de.bwaldvogel.mongo.backend.DefaultQueryMatcher;
import de.bwaldvogel.mongo.bson.Document;
import io.howdah.dev.mongo.PlainFilter.Match;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PlainFilterTest {

    private final RandomDocuments random = new RandomDocuments();
    private final DefaultQueryMatcher library = new DefaultQueryMatcher();

    @Test
    void matchesAsTheLibraryOrIsUndecided() {
        Map<Match, Integer> results = new EnumMap<>(Match.class);
        for (int i = 0; i < 20_000; i++) {
            Document document = random.document(3);
            Document filter = filter(2);
            Match match = PlainFilter.matches(document, filter);
            results.merge(match, 1, Integer::sum);
            if (match != Match.UNDECIDED) {
                assertThat(match == Match.YES)
                        .as("seed %d: %s of %s", random.seed(), filter, document)
                        .isEqualTo(library.matches(document, filter));
            }
        }
        assertThat(results).as("seed %d", random.seed()).containsOnlyKeys(Match.values());
    }

    @Test
    void matchesAKeyAndARevision() {
        Document document = new Document("_id", "r-7").append("_h", new Document("rev", 3L));

        assertThat(PlainFilter.matches(document, keyAndRevision(3L))).isEqualTo(Match.YES);
        assertThat(PlainFilter.matches(document, keyAndRevision(4L))).isEqualTo(Match.NO);
    }

    private static Document keyAndRevision(long revision) {
        return new Document("$and", List.of(new Document("_id", "r-7"), new Document("_h.rev", revision)));
    }

    private Document filter(int depth) {
        Document filter = new Document();
        random.list(2, () -> random.oneOf(List.of("a", "b", "c€", "a.a", "a.b", "b.a.c€", "a.0")))
                .forEach(path -> filter.put(path, random.number(3) == 0 ? among() : random.value(1)));
        if (depth > 0 && random.number(3) == 0) {
            filter.put(random.oneOf(List.of("$and", "$or")), List.of(filter(depth - 1), filter(depth - 1)));
        }
        return filter;
    }

    private Document among() {
        return new Document(
                "$in",
                random.list(3, () -> random.number(4) == 0 ? random.value(0) : random.oneOf(List.of("a", "b", "c€"))));
    }
}
