package io.howdah.tools.explain;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** A line of an explanation, with its nested lines. */
final class Item {

    private static final int INDENT = 2;

    private final String what;
    private final String text;
    private final String location;
    private final List<Item> items = new ArrayList<>();

    Item(String what, String text, String location) {
        this.what = what;
        this.text = text;
        this.location = location;
    }

    /** Adds a nested line and returns it. */
    Item add(String what, String text, String location) {
        Item item = new Item(what, text, location);
        items.add(item);
        return item;
    }

    /** Adds a nested line without a source location. */
    Item add(String what, String text) {
        return add(what, text, "");
    }

    /** Adds an existing line, if it has nested lines. */
    void adopt(Item item) {
        if (!item.items.isEmpty()) {
            items.add(item);
        }
    }

    /** Prints the line and its nested lines, with the texts aligned. */
    void print(PrintWriter out) {
        print(out, 0, width(0) + INDENT);
    }

    private void print(PrintWriter out, int depth, int width) {
        String left = " ".repeat(depth * INDENT) + what;
        String line =
                left + " ".repeat(width - left.length()) + text + (location.isEmpty() ? "" : "  (" + location + ")");
        out.println(line.stripTrailing());
        items.forEach(item -> item.print(out, depth + 1, width));
    }

    private int width(int depth) {
        return Math.max(
                depth * INDENT + what.length(),
                items.stream().mapToInt(item -> item.width(depth + 1)).max().orElse(0));
    }
}
