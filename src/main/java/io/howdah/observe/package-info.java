/** Health, metrics, traces and logs for operators. */
@NullMarked
package io.howdah.observe;

import org.jspecify.annotations.NullMarked;
