package io.howdah.runtime.source;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;

/** A route file as YAML: what it says, with places, or why it cannot be read. */
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

    /** Return the file. */
    public RouteFile file() {
        return file;
    }

    /** Return what the file says; nothing if it is empty or cannot be read. */
    public Optional<Node> root() {
        return Optional.ofNullable(root);
    }

    /** Return why the file cannot be read, if it cannot. */
    public Optional<String> failure() {
        return Optional.ofNullable(failure).map(RouteFailure::problem);
    }

    /** Return where reading ended, or where the file begins. */
    public SourceLocation failurePlace() {
        return Optional.ofNullable(failure)
                .flatMap(e -> e.getProblemMark().or(e::getContextMark))
                .map((Mark mark) -> SourceLocation.of(mark))
                .orElse(SourceLocation.startOf(file.name()));
    }
}
