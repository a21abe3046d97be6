/** What an operator sees: health, metrics, traces and logs. */
@NullMarked
package io.howdah.observe;

import org.jspecify.annotations.NullMarked;
