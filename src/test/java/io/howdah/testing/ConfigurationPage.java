package io.howdah.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A Markdown page out of a properties file whose comments follow a convention: {@code # --- Title ---} begins a section; a comment
 * with keys right below it describes them, and its last words may be their unit, {@code Unit: bytes.}, which the page shows next to
 * the default; any other comment is a paragraph, and a line with {@code #} alone parts two of them.
 */
public final class ConfigurationPage {

    private static final Pattern SECTION = Pattern.compile("# --- (.+?) -+");
    private static final Pattern UNIT = Pattern.compile("\\s*Unit: ([^.]+)\\.$");
    private static final Pattern CODE = Pattern.compile("`[^`]*`");
    private static final Pattern PAGE = Pattern.compile("docs/([\\w-]+\\.md)");
    private static final Pattern NAME = Pattern.compile("(?:howdah|camel)\\.[a-z][\\w.-]*\\w|HOWDAH_\\w+");
    private static final String HEADING = """
            | setting | default | description |
            |---|---|---|
            """;

    /** A key with its default. */
    private record Entry(String key, String value) {
        /** Returns the default with its unit, or the unit alone if there is no default. */
        String shown(String unit) {
            return (code(value) + " " + unit).strip();
        }
    }

    private final StringBuilder page = new StringBuilder();
    private final List<String> comment = new ArrayList<>();
    private final List<Entry> entries = new ArrayList<>();
    private boolean inTable;

    private ConfigurationPage() {}

    /** Return the page without its title. */
    public static String of(String properties) {
        ConfigurationPage written = new ConfigurationPage();
        properties.lines().forEach(written::read);
        written.end();
        return written.page.toString();
    }

    private void read(String line) {
        Matcher section = SECTION.matcher(line);
        if (section.matches()) {
            end();
            paragraph("## " + section.group(1));
        } else if (line.isBlank() || line.equals("#")) {
            end();
        } else if (line.startsWith("# ")) {
            if (!entries.isEmpty()) {
                end();
            }
            comment.add(line.substring(2));
        } else {
            String[] parts = line.split("=", 2);
            entries.add(new Entry(parts[0], parts[1]));
        }
    }

    /** Of what one comment is about. */
    private void end() {
        if (!entries.isEmpty()) {
            row();
        } else if (!comment.isEmpty()) {
            paragraph(markdown(String.join("\n", comment)));
        }
        comment.clear();
        entries.clear();
    }

    private void paragraph(String text) {
        page.append(page.isEmpty() ? "" : "\n").append(text).append('\n');
        inTable = false;
    }

    private void row() {
        if (!inTable) {
            page.append('\n').append(HEADING);
            inTable = true;
        }
        String text = String.join(" ", comment);
        Matcher ending = UNIT.matcher(text);
        String unit = ending.find() ? ending.group(1) : "";
        page.append("| ")
                .append(String.join(
                        " | ",
                        cell(entries.stream().map(entry -> code(entry.key())).toList()),
                        cell(entries.stream().map(entry -> entry.shown(unit)).toList()),
                        markdown(ending.replaceFirst(""))))
                .append(" |\n");
    }

    private static String code(String text) {
        return text.isEmpty() ? "" : "`" + text + "`";
    }

    /** Of several keys that one comment is about, one line each. */
    private static String cell(List<String> lines) {
        return lines.stream().allMatch(String::isEmpty) ? "" : String.join("<br>", lines);
    }

    /** What is code stays as it is; names of settings become it, and names of pages links. */
    private static String markdown(String text) {
        StringBuilder result = new StringBuilder();
        Matcher code = CODE.matcher(text);
        int from = 0;
        while (code.find()) {
            result.append(prose(text.substring(from, code.start()))).append(code.group());
            from = code.end();
        }
        return result.append(prose(text.substring(from))).toString();
    }

    private static String prose(String text) {
        String escaped = text.replaceAll("[*<|]", "\\\\$0");
        String named = NAME.matcher(escaped).replaceAll("`$0`");
        return PAGE.matcher(named).replaceAll("[$1]($1)");
    }
}
