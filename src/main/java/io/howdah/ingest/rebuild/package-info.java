/** Rebuilds a read model from its topics: into a shadow collection that takes the old one's place, or in place. */
@NullMarked
package io.howdah.ingest.rebuild;

import org.jspecify.annotations.NullMarked;
