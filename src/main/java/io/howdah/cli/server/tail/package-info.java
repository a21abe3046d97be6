/** Reads new records of topics and new events of channels, and formats them for {@code howdah tail}. */
@NullMarked
package io.howdah.cli.server.tail;

import org.jspecify.annotations.NullMarked;
