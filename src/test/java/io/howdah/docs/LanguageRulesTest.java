package io.howdah.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.docs.LanguageRules.Finding;
import io.howdah.docs.Passage.Area;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the rules find and leave alone, and which text of a file they see. */
class LanguageRulesTest {

    private static final Path FILE = Path.of("file");

    private static final String SENTENCES = """
            It is told each change.                      | told
            Troubles is told.                            | told, trouble
            The rider whom requests are for.             | whom
            It is said whose tokens it takes.            | whose-archaic, says
            The document is whose it was.                | whose-archaic
            A user whose role is admin.                  | whose
            Whoever asks.                                | whoever
            What is somebody else's is not there.        | somebody
            Nobody sees it.                              | nobody
            Everybody sees it.                           | everybody
            A name shall be unique.                      | shall
            It works as ever.                            | as-ever
            An archive, for which it downloads.          | for-which
            The rule by which it decides.                | by-which
            The page speaks of keys.                     | speaks-of
            It is taken for alice.                       | taken-for
            Makes one that is empty.                     | makes-one
            The same, with a deadline.                   | the-same-with
            At the moment when it ends.                  | moment-when
            half in 38 ms                                | in-100
            95 in 100 in 49 ms                           | in-100
            The key whereby it finds it.                 | archaic
            Replays behind its place.                    | place
            The seats of the ring.                       | seat, ring
            The line is cut.                             | line
            A frame of the feed.                         | feed, frame
                        A queue to which it sends.                   | preposition-which
            The client who asks.                         | who-asks
            Creates it anew.                             | anew
            It runs beside the broker.                   | beside
            Both are alike.                              | alike
            It ends at last.                             | alike
            It runs out of patience.                     | patience
            The cure is a restart.                       | cure
            A sight of the file.                         | sight
            It mends the file.                           | mend
            A stranger sees it.                          | stranger
            The notice is late.                          | notice
            """;

    private static final String NAMES = """
            MOST_BYTES   | name-most
            longestWait  | name-longest
            toldClients  | name-told
            placeInFile  | name-place
            knownPlaces  | name-places
            seatOfClient | name-seat
            freeSeats    | name-seats
            ReplayRing   | name-ring
            allRings     | name-rings
            lastTrouble  | name-trouble
            Troubles     | name-troubles
            PATIENCE     | name-patience
            cureOf       | name-cure
            allCures     | name-cures
            sightOf      | name-sight
            allSights    | name-sights
            mendFile     | name-mend
            mendsFile    | name-mends
            feedOf       | name-feed
            allFeeds     | name-feeds
            EventHub     | name-hub
            frameOf      | name-frame
            sentFrames   | name-frames
            lastNotice   | name-notice
            allNotices   | name-notices
            wishOf       | name-wish
            allWishes    | name-wishes
            whoseRole    | name-whose
            whomToSend   | name-whom
            somebodyElse | name-somebody
            isNobody     | name-nobody
            whoeverAsked | name-whoever
            askingAgain  | name-asking
            """;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = SENTENCES)
    void findsWords(String text, String rules) {
        assertThat(rules(Area.MESSAGES, text)).containsExactlyInAnyOrder(rules.split(", "));
    }

    @Test
    void eachRuleIsBrokenByASentence() {
        assertThat((SENTENCES + NAMES)
                        .lines()
                        .flatMap(row -> Stream.of(row.split("\\|")[1].strip().split(", "))))
                .containsAll(
                        LanguageRules.ALL.stream().map(LanguageRules.Rule::name).toList());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "A log line names the file in place of its path.",
                "A WebSocket frame takes place.",
                "A string buffer, during startup.",
                "Half of them in memory.",
                "The file docs/place.md and howdah.push.place-check.",
                "Creates a channel with an empty replay buffer."
            })
    void leavesOthersAlone(String text) {
        assertThat(rules(Area.MESSAGES, text)).isEmpty();
    }

    @Test
    void findsPhrasesAcrossLines() {
        Passage passage = new Passage(Area.JAVADOC, FILE, 7, "One.\nThe rule by\n    which it decides.");

        assertThat(LanguageRules.check(passage))
                .singleElement()
                .hasToString("file:8: error by-which: \"by which\": a verb with a subject, or \"that\"");
    }

    @Test
    void countsWordsOfSentencesOfPagesAlone() {
        String long31 = "word ".repeat(30) + "end.";

        assertThat(rules(Area.DOCS, "Short. " + long31)).containsExactly("long-sentence");
        assertThat(rules(Area.DOCS, "word ".repeat(29) + "end. Short one.")).isEmpty();
        assertThat(rules(Area.JAVADOC, long31)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = NAMES)
    void findsWordsOfNames(String name, String rule) {
        assertThat(rules(Area.NAMES, Prose.words(name))).containsExactly(rule);
    }

    @Test
    void leavesOtherNamesAlone() {
        assertThat(rules(Area.NAMES, Prose.words("toString"))).isEmpty();
        assertThat(rules(Area.NAMES, Prose.words("WebSocketFrame"))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "The batch is retried., true",
        "It was never automatically sent., true",
        "Howdah retries the batch., false",
        "It is red., false"
    })
    void tellsPassives(String sentence, boolean passive) {
        assertThat(LanguageRules.isPassive(sentence)).isEqualTo(passive);
    }

    @Test
    void markdownIsItsProse() {
        List<Passage> passages = Prose.markdown(FILE, """
                # Title

                One `code whom`,
                [two](whom.md "x").

                ```sh
                whom
                ```

                | a | <br>b |
                |---|---|
                - item
                  goes on
                <!-- whom
                -->
                Three.
                """);

        assertThat(passages)
                .extracting(passage -> passage.line() + ":" + passage.text().replace('\n', '/'))
                .containsSequence(
                        "1:# Title", "3:One x,/[two].", "6:x", "10:a", "10:b", "12:- item/  goes on", "16:Three.");
        assertThat(passages).extracting(Passage::text).noneMatch(text -> text.contains("whom"));
    }

    @Test
    void lexerFindsCommentsLiteralsAndNames() {
        List<Lexer.Token> tokens = Lexer.java("""
                /* a
                 */
                String x = "one \\" by" // b
                        + "which";
                // c
                // d
                char c = '"';
                f("s" + y, \"""
                    text " block
                    \""");
                """);

        assertThat(tokens)
                .filteredOn(token -> token.kind() != Lexer.Kind.NAME)
                .extracting(token -> token.line() + ":" + token.kind() + ":" + token.text())
                .containsExactly(
                        "1:COMMENT: a\n ",
                        "3:STRING:one \\\" by",
                        "3:COMMENT: b",
                        "4:STRING:which",
                        "5:COMMENT: c\n d",
                        "8:STRING:s",
                        "8:STRING:\n    text \" block\n    ");
        assertThat(tokens)
                .filteredOn(token -> token.kind() == Lexer.Kind.NAME)
                .extracting(Lexer.Token::text)
                .containsExactly("String", "x", "char", "c", "f", "y");
        assertThat(Lexer.java("a(\"by \"\n    + \"which\")"))
                .last()
                .extracting(Lexer.Token::text)
                .isEqualTo("by \nwhich");
        assertThat(Lexer.javascript("a = /[\"']/; b = `x`;"))
                .filteredOn(token -> token.kind() == Lexer.Kind.STRING)
                .extracting(Lexer.Token::text)
                .containsExactly("x");
    }

    private static List<String> rules(Area area, String text) {
        return LanguageRules.check(new Passage(area, FILE, 1, text)).stream()
                .map(Finding::rule)
                .map(LanguageRules.Rule::name)
                .toList();
    }
}
