/** The composition root: reads an application folder, wires the server, starts and stops it. */
@NullMarked
package io.howdah.runtime;

import org.jspecify.annotations.NullMarked;
