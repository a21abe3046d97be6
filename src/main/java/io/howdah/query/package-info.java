/** Reads of the read models, whichever API asks: filters, ordering and pages by keyset, always within the access rule. */
@NullMarked
package io.howdah.query;

import org.jspecify.annotations.NullMarked;
