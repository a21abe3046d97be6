package io.howdah.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The project's Markdown pages, for the tests that hold them true. */
public final class Docs {

    private static final Pattern FENCE = Pattern.compile("(?ms)^```(\\w+)\\n(.*?)^```$");
    private static final Pattern COMMAND =
            Pattern.compile("\\./howdah ((?:dlq|resume|model|config|run) [^`\\n|]+)(?=[`\\n])");
    private static final Pattern CURL_BODY = Pattern.compile("-d '([^']+)'");

    /**
     * A fenced block of code.
     *
     * @param language the word after the fence
     * @param text the lines between the fences
     */
    public record Block(String language, String text) {

        /** Return the file that the block's first line names in a comment, such as {@code # my-app/x.yaml} or {@code // my-app/X.java}, or "". */
        public String file() {
            Matcher name = Pattern.compile("^(?:#|//) (\\S+/\\S+)\\n").matcher(text);
            return name.find() ? name.group(1) : "";
        }

        /** Returns the user of the block's curl command, from {@code ?as=}; without it the demo's user. */
        public String as() {
            Matcher as = Pattern.compile("[?&]as=([^'&\\s]+)").matcher(text);
            return as.find() ? as.group(1) : "alice";
        }

        /** Return what the block's curl command sends. */
        public String curlBody() {
            Matcher body = CURL_BODY.matcher(text);
            if (!body.find()) {
                throw new IllegalStateException("no curl command with -d '...' in: " + text);
            }
            return body.group(1);
        }
    }

    private Docs() {}

    /** The folder that holds README.md; Maven runs tests there. */
    public static Path root() {
        return Path.of("").toAbsolutePath();
    }

    /** Writes the files below a name that a page's blocks show into a folder, and gives the application's own folder. */
    public static Path writeFiles(String page, String name, Path folder) throws IOException {
        for (Block block : blocks(page)) {
            if (block.file().startsWith(name + "/")) {
                Path file = folder.resolve(block.file());
                Files.createDirectories(file.getParent());
                Files.writeString(file, block.text());
            }
        }
        return folder.resolve(name);
    }

    /** Every page: README.md, CONTRIBUTING.md, CHANGELOG.md, SECURITY.md and what is below docs/. */
    public static List<Path> pages() {
        try (Stream<Path> docs = Files.walk(root().resolve("docs"))) {
            List<Path> pages =
                    new ArrayList<>(docs.filter(file -> file.toString().endsWith(".md"))
                            .sorted()
                            .toList());
            pages.add(root().resolve("README.md"));
            pages.add(root().resolve("CONTRIBUTING.md"));
            pages.add(root().resolve("CHANGELOG.md"));
            pages.add(root().resolve("SECURITY.md"));
            return pages;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the text of a file. */
    public static String text(String file) {
        return text(root().resolve(file));
    }

    /** Returns the text of a file. */
    public static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A page's fenced blocks in their order. */
    public static List<Block> blocks(String page) {
        return FENCE.matcher(text(page))
                .results()
                .map(match -> new Block(match.group(1), match.group(2)))
                .toList();
    }

    /** The commands of a page that ask a running process, in its blocks and in its text, without {@code ./howdah}. */
    public static List<String> commands(Path page) {
        return COMMAND.matcher(text(page))
                .results()
                .map(match -> match.group(1))
                .toList();
    }

    /** A command's arguments as a shell would split them. */
    public static String[] arguments(String command) {
        return Pattern.compile("\"([^\"]*)\"|(\\S+)")
                .matcher(command)
                .results()
                .map(match -> match.group(1) == null ? match.group(2) : match.group(1))
                .toArray(String[]::new);
    }

    /** The first block of that language that contains the text. */
    public static Block block(String page, String language, String containing) {
        return blocks(page).stream()
                .filter(block ->
                        block.language().equals(language) && block.text().contains(containing))
                .findFirst()
                .orElseThrow(() -> new AssertionError(page + " has no block " + language + " with " + containing));
    }
}
