/** What all push protocols share: limits, permits, refusals, close codes and encoded events. */
@NullMarked
package io.howdah.push;

import org.jspecify.annotations.NullMarked;
