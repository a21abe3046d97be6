package io.howdah.runtime.source;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;

/** A route file as YAML nodes with source locations, or the reason why it cannot be read. */
public final class RouteDocument {

    private final RouteFile file;
    private final @Nullable Node root;
    private final @Nullable MarkedYamlEngineException failure;

    private RouteDocument(RouteFile file, @Nullable Node root, @Nullable MarkedYamlEngineException failure) {
        this.file = file;
        this.root = root;
        this.failure = failure;
    }

    /** Reads a file. */
    public static RouteDocument read(RouteFile file) {
        try {
            LoadSettings settings = LoadSettings.builder().setLabel(file.name()).build();
            return new RouteDocument(
                    file, new Compose(settings).composeString(file.text()).orElse(null), null);
        } catch (MarkedYamlEngineException e) {
            return new RouteDocument(file, null, e);
        }
    }

    /** Returns the file. */
    public RouteFile file() {
        return file;
    }

    /** Returns the root node, or empty if the file is empty or cannot be read. */
    public Optional<Node> root() {
        return Optional.ofNullable(root);
    }

    /** Returns why the file cannot be read, or empty if it can. */
    public Optional<String> failure() {
        return Optional.ofNullable(failure).map(RouteFailure::problem);
    }

    /** Returns the location of the failure, or the start of the file. */
    public SourceLocation failureLocation() {
        return Optional.ofNullable(failure)
                .flatMap(e -> e.getProblemMark().or(e::getContextMark))
                .map((Mark mark) -> SourceLocation.of(mark))
                .orElse(SourceLocation.startOf(file.name()));
    }
}
