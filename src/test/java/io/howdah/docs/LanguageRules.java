package io.howdah.docs;

import static java.util.stream.Collectors.toSet;

import io.howdah.docs.Passage.Area;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The rules of plain English that a pattern can check. */
final class LanguageRules {

    /** Longest sentence of a page, in words. */
    static final int MAX_WORDS = 30;

    private static final String LONG_SENTENCE = "long-sentence";

    private static final Set<Area> TEXTS = EnumSet.complementOf(EnumSet.of(Area.NAMES));

    private static final Pattern SENTENCE_END =
            Pattern.compile("(?<=[.!?:;][)\"*_]{0,2})\\s+(?=[^a-z]|x\\b)|(?<=[.!?][)\"*_]{0,2})\\s+");

    private static final Pattern WORD = Pattern.compile("[a-z]+|\\d+");

    /** Words that no rule is about: each match of a rule has another one. */
    private static final Set<String> FREQUENT = Set.of(
            "a", "about", "an", "are", "as", "at", "be", "been", "behind", "being", "by", "for", "from", "in", "is",
            "it", "its", "of", "on", "or", "that", "the", "they", "this", "to", "under", "was", "were", "when", "with",
            "your");

    /** Words that these names of libraries and of the demo have. */
    private static final Pattern FOREIGN_NAMES =
            Pattern.compile("socket frame|most significant|placed|placeholder|marketplace|line separator");

    /**
     * A pattern that a text must not match.
     *
     * @param error whether the words are always wrong; else they are wrong for one concept alone
     * @param anyWord each match has at least one of these words
     * @param hint what to write instead
     */
    record Rule(String name, boolean error, Set<Area> areas, Pattern pattern, Set<String> anyWord, String hint) {}

    /** A match of a rule: where and what. */
    record Finding(Rule rule, Area area, Path file, int line, String match) {

        @Override
        public String toString() {
            return "%s:%d: %s %s: \"%s\": %s"
                    .formatted(
                            file,
                            line,
                            rule.error() ? "error" : "warning",
                            rule.name(),
                            match.replaceAll("\\s+", " "),
                            rule.hint());
        }
    }

    private static final Rule SENTENCE = new Rule(
            LONG_SENTENCE,
            false,
            Set.of(Area.DOCS),
            Pattern.compile("(?!)"),
            Set.of(),
            "at most " + MAX_WORDS + " words; split it");

    static final List<Rule> ALL = Stream.concat(
                    Stream.of(
                            error("told", "told", "name the actor: sends, reports, notifies, receives"),
                            error("whom", "whom", "name the client, user or caller; split the sentence"),
                            error(
                                    "whose-archaic",
                                    "(?:about|at|behind|by|for|from|in|is|of|on|said|say|says|to|under|with) whose|whose (?:are|is|it|that|they|this)",
                                    "name the owner: \"which client's\", \"the user who\""),
                            error("whoever", "whoever|whomever|whosoever", "the client, the caller, any user who"),
                            error("somebody", "somebody|anybody", "a client, a caller, another user, another process"),
                            error("nobody", "nobody", "anonymous, no client, no caller"),
                            error("everybody", "everybody", "every client, all users"),
                            error("shall", "shall", "must, will"),
                            error("as-ever", "as ever", "as before, as usual"),
                            error("by-which", "by which", "a verb with a subject, or \"that\""),
                            error("for-which", "for which", "a verb with a subject, or \"that\""),
                            error("speaks-of", "speak of|speaks of|spoke of|spoken of", "describes, names, means"),
                            error(
                                    "taken-for",
                                    "(?:is|are|was|were|be|been|being) taken for",
                                    "counts as, is treated as"),
                            error("makes-one", "Makes? one", "\"Creates a\" and the noun"),
                            error(
                                    "the-same-with",
                                    "(?-i:The same),? (?:with|without|but|as|for)",
                                    "say what this one does or is"),
                            error("moment-when", "at the moment (?:when|that)", "when"),
                            error(
                                    "in-100",
                                    "(?:half|\\d+) in (?:a |one )?(?:100|hundred|\\d+ ms)",
                                    "percentiles and %: \"p50 38 ms, p95 49 ms\""),
                            error(
                                    "archaic",
                                    "whereby|wherein|whereof|whereupon|thereof|therein|thereto|thereupon|hereby|herein|hereof|whence|thence|hitherto"
                                            + "|henceforth|unto|nought|naught|lest|save for|amidst|whilst",
                                    "today's word, or a sentence of its own"),
                            warning(
                                    "whose",
                                    "(?<!\\b(?:about|at|behind|by|for|from|in|is|of|on|said|say|says|to|under|with) )whose(?! (?:are|is|it|that|they|this)\\b)",
                                    "\"with\" or a sentence of its own"),
                            warning(
                                    "preposition-which",
                                    "(?:after|at|behind|from|in|of|on|to|under|with) which",
                                    "\"that\" or a sentence of its own"),
                            warning("says", "say|says|said|saying", "contains, declares, reports, sets, prints"),
                            warning("who-asks", "who (?:asks|asked|ask)|asker|asks for itself", "client, caller"),
                            warning("anew", "anew", "again"),
                            warning("beside", "beside", "in addition to, next to"),
                            warning("alike", "alike|at last", "both; finally"),
                            warning(
                                    "place",
                                    "(?<!\\b(?:in|take|takes|took|taking|first|place of) )(?:place|places)(?! (?:an?|the|your) order)",
                                    "position, cursor, source location"),
                            warning(
                                    "line",
                                    "(?:the|a|its|this|your|dead) line (?:is|was|goes|went|comes|that|which|breaks)|(?:cut|cuts|lose|loses|lost|drop|drops) (?:the|a|its) lines?|on the line|lines of clients",
                                    "connection"),
                            // "Topics feed a model" is plain.
                            warning("feed", "(?:a|the|each|another|this|its|former) (?:feed|feeds)", "channel"),
                            warning(
                                    "frame",
                                    "(?<!\\b(?:websocket|close|ping|pong|data|text|binary|continuation|wire|http|stack) )(?:frame|frames)",
                                    "event, payload transform"),
                            warning("seat", "seat|seats", "permit of the connection limiter"),
                            warning("ring", "ring|rings", "replay buffer"),
                            warning("trouble", "trouble|troubles|troubled", "retry, backoff, failure"),
                            warning("patience", "patience|patient|impatient", "retry, backoff, timeout"),
                            warning("cure", "cure|cures|cured", "fix"),
                            warning("sight", "sight|sights", "source location"),
                            warning("mend", "mend|mends|mended|mending", "fix, repair"),
                            warning("stranger", "stranger|strangers", "anonymous client"),
                            warning("notice", "(?:a|the|each|every|one|of|these|those) (?:notice|notices)", "event")),
                    Stream.of(
                                    "most",
                                    "longest",
                                    "told",
                                    "place",
                                    "places",
                                    "seat",
                                    "seats",
                                    "ring",
                                    "rings",
                                    "trouble",
                                    "troubles",
                                    "patience",
                                    "cure",
                                    "cures",
                                    "sight",
                                    "sights",
                                    "mend",
                                    "mends",
                                    "feed",
                                    "feeds",
                                    "hub",
                                    "frame",
                                    "frames",
                                    "notice",
                                    "notices",
                                    "wish",
                                    "wishes",
                                    "whose",
                                    "whom",
                                    "somebody",
                                    "nobody",
                                    "whoever",
                                    "asking")
                            .map(LanguageRules::name))
            .toList();

    private static final Pattern PASSIVE = pattern(
            "(?:am|is|are|was|were|be|been|being|gets?|got)(?: (?:not|never|also|only|always|then|still|already|again|\\w+ly))*"
                    + " (?:\\w{2,}ed|begun|bound|broken|brought|built|caught|chosen|cut|done|drawn|driven|fed|found|given|gone|held|hidden|kept|known"
                    + "|laid|left|led|lost|made|meant|met|paid|put|read|run|said|seen|sent|set|shown|shut|split|spent|taken|taught|thrown|told|thought"
                    + "|understood|won|worn|written)");

    private LanguageRules() {}

    private static Rule error(String name, String words, String hint) {
        return new Rule(name, true, TEXTS, pattern(words), wordsOf(words), hint);
    }

    private static Rule warning(String name, String words, String hint) {
        return new Rule(name, false, TEXTS, pattern(words), wordsOf(words), hint);
    }

    private static Rule name(String word) {
        return new Rule("name-" + word, false, Set.of(Area.NAMES), pattern(word), Set.of(word), "see the glossary");
    }

    private static Set<String> wordsOf(String text) {
        return WORD.matcher(text.toLowerCase(Locale.ROOT))
                .results()
                .map(MatchResult::group)
                .filter(word -> !FREQUENT.contains(word))
                .collect(toSet());
    }

    /** Whole words in any case; a space stands for any white space. Words that are parts of keys and paths do not count. */
    private static Pattern pattern(String words) {
        return Pattern.compile(
                "(?<![\\w./$@-])(?:" + words.replace(" ", "\\s{1,40}") + ")(?![\\w$/-]|\\.\\w|\\()",
                Pattern.CASE_INSENSITIVE);
    }

    /** Returns what a passage breaks. */
    static List<Finding> check(Passage passage) {
        List<Finding> findings = new ArrayList<>();
        String text = passage.area() == Area.NAMES
                ? FOREIGN_NAMES.matcher(passage.text()).replaceAll("x")
                : passage.text();
        Set<String> words = wordsOf(text);
        for (Rule rule : ALL) {
            if (rule.areas().contains(passage.area()) && !Collections.disjoint(rule.anyWord(), words)) {
                Matcher matcher = rule.pattern().matcher(text);
                while (matcher.find()) {
                    findings.add(finding(rule, passage, matcher.start(), matcher.group()));
                }
            }
        }
        if (SENTENCE.areas().contains(passage.area())) {
            for (String sentence : sentences(passage.text())) {
                if (words(sentence) > MAX_WORDS) {
                    findings.add(finding(SENTENCE, passage, passage.text().indexOf(sentence), sentence));
                }
            }
        }
        return findings;
    }

    private static Finding finding(Rule rule, Passage passage, int index, String match) {
        return new Finding(rule, passage.area(), passage.file(), passage.lineOf(index), match);
    }

    /** Returns the sentences of a passage: they end with a mark and white space, and with the passage. */
    static List<String> sentences(String text) {
        return SENTENCE_END
                .splitAsStream(text)
                .map(String::strip)
                .filter(sentence -> words(sentence) > 0)
                .toList();
    }

    /** Returns how many words a sentence has. */
    static int words(String sentence) {
        return (int) Arrays.stream(sentence.split("\\s+"))
                .filter(word -> word.chars().anyMatch(Character::isLetterOrDigit))
                .count();
    }

    /** Returns whether a sentence looks passive: a form of "to be", then a participle. */
    static boolean isPassive(String sentence) {
        return PASSIVE.matcher(sentence).find();
    }
}
