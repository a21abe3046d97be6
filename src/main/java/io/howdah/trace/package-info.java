/** OpenTelemetry: what is recorded, how far others are believed, and how spans get to a collector. */
@NullMarked
package io.howdah.trace;

import org.jspecify.annotations.NullMarked;
