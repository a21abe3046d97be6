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

    /** Adds a finding with the general fix of its code. */
    void add(Code code, SourceLocation location, String what) {
        String fix = code.fix();
        add(code, location, what, fix.substring(0, 1).toLowerCase(Locale.ROOT) + fix.substring(1, fix.length() - 1));
    }

    void add(Code code, Node node, String what) {
        add(code, Yaml.location(node), what);
    }

    void add(Code code, Node node, String what, String fix) {
        add(code, Yaml.location(node), what, fix);
    }

    void add(Code code, SourceLocation location, String what, String fix) {
        all.add(new Finding(code, location, what, fix));
    }

    boolean hasErrors() {
        return all.stream().anyMatch(Finding::isError);
    }

    /** Returns all findings without duplicates, sorted by location. */
    List<Finding> sorted() {
        return all.stream().distinct().sorted().toList();
    }

    /** Returns names sorted and separated by commas. */
    static String listed(Collection<String> names) {
        return names.stream().sorted().distinct().collect(Collectors.joining(", "));
    }
}
