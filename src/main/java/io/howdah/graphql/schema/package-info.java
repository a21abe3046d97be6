/** Executable schemas from the SDL of the read models: types, fetchers, and hand-written fields that routes resolve. */
@NullMarked
package io.howdah.graphql.schema;

import org.jspecify.annotations.NullMarked;
