/** What {@code howdah init} and {@code howdah new} write: the files of an application, and those of a domain. */
@NullMarked
package io.howdah.tools.scaffold;

import org.jspecify.annotations.NullMarked;
