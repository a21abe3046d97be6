package io.howdah.tools.explain;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** A line of an explanation, with those that belong to it. */
final class Item {

    private static final int INDENT = 2;

    private final String what;
    private final String text;
    private final String place;
    private final List<Item> items = new ArrayList<>();

    Item(String what, String text, String place) {
        this.what = what;
        this.text = text;
        this.place = place;
    }

    /** Adds a line below this one, and returns it. */
    Item add(String what, String text, String place) {
        Item item = new Item(what, text, place);
        items.add(item);
        return item;
    }

    /** Adds a line whose place is nowhere, or is said already. */
    Item add(String what, String text) {
        return add(what, text, "");
    }

    /** Adds a line that was made before, if anything belongs to it. */
    void adopt(Item item) {
        if (!item.items.isEmpty()) {
            items.add(item);
        }
    }

    /** Prints it and what belongs to it, the texts below each other. */
    void print(PrintWriter out) {
        print(out, 0, width(0) + INDENT);
    }

    private void print(PrintWriter out, int depth, int width) {
        String left = " ".repeat(depth * INDENT) + what;
        String line = left + " ".repeat(width - left.length()) + text + (place.isEmpty() ? "" : "  (" + place + ")");
        out.println(line.stripTrailing());
        items.forEach(item -> item.print(out, depth + 1, width));
    }

    private int width(int depth) {
        return Math.max(
                depth * INDENT + what.length(),
                items.stream().mapToInt(item -> item.width(depth + 1)).max().orElse(0));
    }
}
