/** From the SDL of the read models to an executable schema: types, fetchers, and hand-written fields that routes answer. */
@NullMarked
package io.howdah.graphql.schema;

import org.jspecify.annotations.NullMarked;
