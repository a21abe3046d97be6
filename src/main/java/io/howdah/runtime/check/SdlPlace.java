package io.howdah.runtime.check;

import graphql.language.Node;
import graphql.language.SourceLocation;
import io.howdah.runtime.source.Place;
import org.jspecify.annotations.Nullable;

/** Where the SDL says something. */
final class SdlPlace {

    private SdlPlace() {}

    /** Return where a definition begins, its description included. */
    static Place of(@Nullable Node<?> definition) {
        SourceLocation at = definition == null ? null : definition.getSourceLocation();
        return at == null
                ? Place.startOf("graphql")
                : new Place(String.valueOf(at.getSourceName()), at.getLine(), at.getColumn());
    }
}
