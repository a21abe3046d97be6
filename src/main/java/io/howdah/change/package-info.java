/** The resumable change-stream consumer beneath the {@code mongodb:} scheme. */
@NullMarked
package io.howdah.change;

import org.jspecify.annotations.NullMarked;
