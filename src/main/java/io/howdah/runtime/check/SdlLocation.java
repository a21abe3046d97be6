package io.howdah.runtime.check;

import graphql.language.Node;
import io.howdah.runtime.source.SourceLocation;
import org.jspecify.annotations.Nullable;

/** Finds source locations in the SDL. */
final class SdlLocation {

    private SdlLocation() {}

    /** Returns the start of a definition, including its description. */
    static SourceLocation of(@Nullable Node<?> definition) {
        graphql.language.SourceLocation at = definition == null ? null : definition.getSourceLocation();
        return at == null
                ? SourceLocation.startOf("graphql")
                : new SourceLocation(String.valueOf(at.getSourceName()), at.getLine(), at.getColumn());
    }
}
