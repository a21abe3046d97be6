/** Checks whether a change of an API breaks the clients that were built for its former description. */
@NullMarked
package io.howdah.tools.compatibility;

import org.jspecify.annotations.NullMarked;
