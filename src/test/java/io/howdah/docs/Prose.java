package io.howdah.docs;

import io.howdah.docs.Passage.Area;
import io.howdah.testing.Docs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads the project's files as passages of prose: Markdown, Java, JavaScript, HTML, SDL, YAML, properties and shell. */
final class Prose {

    private static final Pattern FENCE = Pattern.compile("(?ms)^( *)(```+|~~~+).*?^ *\\2 *$");
    private static final Pattern MARKDOWN_MARKS = Pattern.compile(
            "(?s)<!--.*?-->|(`+)[^`].*?\\1|(?<=\\])\\([^)\\s]*(?:\\s\"[^\"]*\")?\\)|<[^>\\s][^>]*>|\\bhttps?://[^\\s)]+");
    private static final Pattern JAVADOC_MARKS = Pattern.compile(
            "\\{@(?:code|link|linkplain|literal|value|snippet)\\b[^{}]*(?:\\{[^{}]*\\}[^{}]*)*\\}|</?[a-z][^>]*>");
    private static final Pattern HTML_MARKS =
            Pattern.compile("(?s)<!--.*?-->|<script.*?</script>|<(?:[^>\"]|\"[^\"]*\")*>");
    private static final Pattern HTML_ATTRIBUTE =
            Pattern.compile("\\b(?:aria-label|alt|title|placeholder)=\"([^\"]+)\"");
    private static final Pattern DESCRIPTION = Pattern.compile("(?s)\"\"\"(.*?)\"\"\"|\"([^\"\\n]*)\"|#([^\\n]*)");
    private static final Pattern YAML_TEXT = Pattern.compile(
            "(?m)(?:^|\\s)#(.*)$|^( *)(?:- )?(?:summary|description|title|text): *(?:[>|]-?\\n((?:\\2 +.*\\n?|\\n)+)|([^>|\\s].*)$)");
    private static final Pattern JSON_TEXT = Pattern.compile("\"(?:title|description)\": *\"((?:[^\"\\\\]|\\\\.)*)\"");
    private static final Pattern HASH = Pattern.compile("(?m)^\\s*#(.*)$");
    private static final Pattern BLOCK = Pattern.compile("\\s*(?:[-*+]|\\d+\\.)\\s|#+ |>");
    private static final Pattern LETTER = Pattern.compile("[A-Za-z]");
    private static final Pattern WORDS = Pattern.compile("[A-Za-z]\\S*\\s|\\s\\S*[A-Za-z]");
    private static final Pattern CAMEL = Pattern.compile("_|(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])");

    private Prose() {}

    /** Returns all passages of a project's folder, in the order of its files. */
    static List<Passage> of(Path root) {
        List<Passage> passages = new ArrayList<>();
        Map<String, Passage> names = new TreeMap<>();
        for (String page : List.of("README.md", "CONTRIBUTING.md", "SECURITY.md")) {
            passages.addAll(markdown(Path.of(page), Docs.text(root.resolve(page))));
        }
        each(root, "docs", ".md", (file, text) -> passages.addAll(markdown(file, text)));
        each(root, "src/main/java", ".java", (file, text) -> {
            for (Lexer.Token token : Lexer.java(text)) {
                switch (token.kind()) {
                    case COMMENT -> passages.add(comment(Area.JAVADOC, file, token));
                    case STRING -> message(Area.MESSAGES, file, token, passages);
                    case NAME ->
                        names.computeIfAbsent(
                                token.text(), name -> new Passage(Area.NAMES, file, token.line(), words(name)));
                }
            }
        });
        passages.addAll(names.values());
        each(
                root,
                "src/test/java",
                ".java",
                (file, text) -> Lexer.java(text).stream()
                        .filter(token -> token.kind() == Lexer.Kind.COMMENT)
                        .forEach(token -> passages.add(comment(Area.TESTS, file, token))));
        each(root, "src/main/resources", "", (file, text) -> resource(file, text, passages));
        each(root, "deploy", "", (file, text) -> resource(file, text, passages));
        return passages;
    }

    /** Returns the paragraphs, list items and table cells of a page, without code, link targets and HTML. */
    static List<Passage> markdown(Path file, String text) {
        String prose = blank(MARKDOWN_MARKS, blank(FENCE, text));
        List<Passage> passages = new ArrayList<>();
        StringBuilder paragraph = new StringBuilder();
        int start = 1;
        int number = 0;
        for (String line : prose.split("\n", -1)) {
            number++;
            boolean row = line.startsWith("|");
            boolean ends = line.isBlank() || row || BLOCK.matcher(line).lookingAt();
            if (ends && !paragraph.isEmpty()) {
                passages.add(new Passage(Area.DOCS, file, start, paragraph.toString()));
                paragraph.setLength(0);
            }
            if (row) {
                for (String cell : line.split("(?<!\\\\)\\|")) {
                    if (LETTER.matcher(cell).find()) {
                        passages.add(new Passage(Area.DOCS, file, number, cell.strip()));
                    }
                }
            } else if (!line.isBlank()) {
                if (paragraph.isEmpty()) {
                    start = number;
                } else {
                    paragraph.append('\n');
                }
                paragraph.append(line);
                if (line.startsWith("#")) {
                    passages.add(new Passage(Area.DOCS, file, start, paragraph.toString()));
                    paragraph.setLength(0);
                }
            }
        }
        if (!paragraph.isEmpty()) {
            passages.add(new Passage(Area.DOCS, file, start, paragraph.toString()));
        }
        return passages;
    }

    private static void resource(Path file, String text, List<Passage> passages) {
        String name = file.getFileName().toString();
        if (name.endsWith(".js")) {
            for (Lexer.Token token : Lexer.javascript(text)) {
                if (token.kind() == Lexer.Kind.COMMENT) {
                    passages.add(comment(Area.WEB, file, token));
                } else if (token.kind() == Lexer.Kind.STRING) {
                    message(Area.WEB, file, token, passages);
                }
            }
        } else if (name.endsWith(".html")) {
            found(Area.WEB, HTML_ATTRIBUTE, file, text, passages);
            passages.add(new Passage(Area.WEB, file, 1, blank(HTML_MARKS, text)));
        } else if (name.endsWith(".graphqls")) {
            found(Area.FILES, DESCRIPTION, file, text, passages);
        } else if (name.endsWith(".yaml") || name.endsWith(".tpl")) {
            found(Area.FILES, YAML_TEXT, file, text, passages);
        } else if (name.endsWith(".json")) {
            found(Area.FILES, JSON_TEXT, file, text, passages);
        } else if (name.endsWith(".properties") || name.endsWith(".sh")) {
            found(Area.FILES, HASH, file, text, passages);
        } else if (name.equals("NOTES.txt")) {
            passages.add(new Passage(Area.FILES, file, 1, text));
        }
    }

    /** Adds what the groups of a pattern match. Matches that follow each other on successive lines are one passage. */
    private static void found(Area area, Pattern pattern, Path file, String text, List<Passage> passages) {
        int line = 1;
        int counted = 0;
        Passage last = null;
        Matcher matcher = pattern.matcher(text);
        while (matcher.find()) {
            int group = matcher.groupCount();
            while (group > 1
                    && (matcher.group(group) == null || matcher.group(group).isBlank())) {
                group--;
            }
            if (matcher.group(group) == null
                    || !LETTER.matcher(matcher.group(group)).find()) {
                continue;
            }
            for (; counted < matcher.start(group); counted++) {
                if (text.charAt(counted) == '\n') {
                    line++;
                }
            }
            Passage next = new Passage(area, file, line, matcher.group(group));
            if (last != null && last.lineOf(last.text().length()) == line - 1 && pattern != HTML_ATTRIBUTE) {
                passages.remove(passages.size() - 1);
                next = new Passage(area, file, last.line(), last.text() + "\n" + next.text());
            }
            passages.add(next);
            last = next;
        }
    }

    private static Passage comment(Area area, Path file, Lexer.Token token) {
        String text = token.text().replaceAll("(?m)^[ \\t]*\\*+ ?", "");
        return new Passage(area, file, token.line(), blank(JAVADOC_MARKS, text));
    }

    private static void message(Area area, Path file, Lexer.Token token, List<Passage> passages) {
        String text = token.text().replaceAll("\\\\[nt]", " ");
        if (WORDS.matcher(text).find()) {
            passages.add(new Passage(area, file, token.line(), text));
        }
    }

    /** Returns the words of an identifier. */
    static String words(String name) {
        return CAMEL.matcher(name).replaceAll(" ").strip().toLowerCase(Locale.ROOT);
    }

    /** Replaces matches by an "x" and their line breaks, so that lines keep their numbers and sentences their words. */
    private static String blank(Pattern pattern, String text) {
        return pattern.matcher(text)
                .replaceAll(match ->
                        (match.group().startsWith("(") || match.group().startsWith("<") ? "" : "x")
                                + "\n".repeat((int) match.group()
                                        .chars()
                                        .filter(c -> c == '\n')
                                        .count()));
    }

    private interface Reader {

        void read(Path file, String text);
    }

    private static void each(Path root, String folder, String suffix, Reader reader) {
        try (Stream<Path> files = Files.walk(root.resolve(folder))) {
            files.filter(file -> Files.isRegularFile(file) && file.toString().endsWith(suffix))
                    .filter(file -> !file.toString().endsWith(".png"))
                    .sorted(Comparator.comparing(Path::toString))
                    .forEach(file -> reader.read(root.relativize(file), Docs.text(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
