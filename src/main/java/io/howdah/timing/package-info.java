/** Waiting: pauses that another thread can end, retries with backoff, and jitter. */
@NullMarked
package io.howdah.timing;

import org.jspecify.annotations.NullMarked;

