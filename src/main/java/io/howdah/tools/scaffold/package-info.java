/** Writes the files of {@code howdah init} (an application) and {@code howdah new} (a domain). */
@NullMarked
package io.howdah.tools.scaffold;

import org.jspecify.annotations.NullMarked;
