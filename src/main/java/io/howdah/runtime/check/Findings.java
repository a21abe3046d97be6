package io.howdah.runtime.check;

import io.howdah.runtime.source.SourceLocation;
import io.howdah.runtime.source.Yaml;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.nodes.Node;

/** Collects findings. */
public final class Findings {

    private final List<Finding> all = new ArrayList<>();

    /** Adds one with the cure that holds for its code in general. */
    void add(Code code, SourceLocation place, String what) {
        String cure = code.cure();
        add(code, place, what, cure.substring(0, 1).toLowerCase(Locale.ROOT) + cure.substring(1, cure.length() - 1));
    }

    void add(Code code, Node node, String what) {
        add(code, Yaml.place(node), what);
    }

    void add(Code code, Node node, String what, String cure) {
        add(code, Yaml.place(node), what, cure);
    }

    void add(Code code, SourceLocation place, String what, String cure) {
        all.add(new Finding(code, place, what, cure));
    }

    boolean hasErrors() {
        return all.stream().anyMatch(Finding::isError);
    }

    /** Return all, sorted by place, each once. */
    List<Finding> sorted() {
        return all.stream().distinct().sorted().toList();
    }

    /** Return names as people read a list of them. */
    static String listed(Collection<String> names) {
        return names.stream().sorted().distinct().collect(Collectors.joining(", "));
    }
}
