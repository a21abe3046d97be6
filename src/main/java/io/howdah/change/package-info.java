/** Resumable change-stream consumer of the {@code mongodb:} scheme. */
@NullMarked
package io.howdah.change;

import org.jspecify.annotations.NullMarked;
