/** Waiting: pauses that another thread can end, backoff with jitter, and files that are watched for changes. */
@NullMarked
package io.howdah.timing;

import org.jspecify.annotations.NullMarked;
