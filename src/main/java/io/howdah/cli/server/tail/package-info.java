/** Records of topics and events of channels as they come, decoded, for a person who looks. */
@NullMarked
package io.howdah.cli.server.tail;

import org.jspecify.annotations.NullMarked;
