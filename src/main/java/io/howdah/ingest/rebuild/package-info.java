/** Rebuilds a read model from its topics, in place or into a new collection that replaces the current one. */
@NullMarked
package io.howdah.ingest.rebuild;

import org.jspecify.annotations.NullMarked;
