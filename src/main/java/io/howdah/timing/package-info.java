/** Waiting: pauses that another thread can end, backoff with jitter, and a watch for changes of files. */
@NullMarked
package io.howdah.timing;

import org.jspecify.annotations.NullMarked;
