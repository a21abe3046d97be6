package io.howdah.docs;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import io.howdah.docs.Passage.Area;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Figures about sentences: of each page, of all pages, and of each other area. */
final class Readability {

    private static final String ROW = "%-45s %7s %9s %9s %7s %8s%n";

    private Readability() {}

    /** Returns a table. Titles and cells of tables that are no sentence do not count. */
    static String report(List<Passage> passages) {
        StringBuilder table = new StringBuilder(
                ROW.formatted("", "words", "sentences", "words/s.", ">" + LanguageRules.MAX_WORDS, "passive"));
        List<Passage> docs =
                passages.stream().filter(passage -> passage.area() == Area.DOCS).toList();
        Map<String, List<Passage>> pages =
                docs.stream().collect(groupingBy(passage -> passage.file().toString(), TreeMap::new, toList()));
        pages.forEach((page, text) -> table.append(row(page, text)));
        for (Area area : Area.values()) {
            if (area != Area.NAMES) {
                table.append(row(
                        "all of " + area.name().toLowerCase(Locale.ROOT),
                        passages.stream()
                                .filter(passage -> passage.area() == area)
                                .toList()));
            }
        }
        return table.toString();
    }

    private static String row(String name, List<Passage> passages) {
        List<String> sentences = new ArrayList<>();
        for (Passage passage : passages) {
            LanguageRules.sentences(passage.text()).stream()
                    .filter(sentence -> sentence.matches("(?s).*[.!?:;][)\"*_]*"))
                    .forEach(sentences::add);
        }
        int words = sentences.stream().mapToInt(LanguageRules::words).sum();
        int count = Math.max(sentences.size(), 1);
        long over = sentences.stream()
                .filter(sentence -> LanguageRules.words(sentence) > LanguageRules.MAX_WORDS)
                .count();
        long passive = sentences.stream().filter(LanguageRules::isPassive).count();
        return ROW.formatted(
                name,
                words,
                sentences.size(),
                "%.1f".formatted((double) words / count),
                percent(over, count),
                percent(passive, count));
    }

    private static String percent(long part, int whole) {
        return "%.1f%%".formatted(100.0 * part / whole);
    }
}
