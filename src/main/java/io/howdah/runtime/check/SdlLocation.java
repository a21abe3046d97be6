package io.howdah.runtime.check;

import graphql.language.Node;
import io.howdah.runtime.source.SourceLocation;
import org.jspecify.annotations.Nullable;

/** Where the SDL says something. */
final class SdlLocation {

    private SdlLocation() {}

    /** Return where a definition begins, its description included. */
    static SourceLocation of(@Nullable Node<?> definition) {
        graphql.language.SourceLocation at = definition == null ? null : definition.getSourceLocation();
        return at == null
                ? SourceLocation.startOf("graphql")
                : new SourceLocation(String.valueOf(at.getSourceName()), at.getLine(), at.getColumn());
    }
}
