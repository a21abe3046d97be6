/** Limits and words that everything shares that pushes to clients: permits, shares, refusals and close codes. */
@NullMarked
package io.howdah.push;

import org.jspecify.annotations.NullMarked;
