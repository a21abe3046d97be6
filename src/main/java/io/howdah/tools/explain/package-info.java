/** Explains how an application's routes and read models are connected, without starting them. */
@NullMarked
package io.howdah.tools.explain;

import org.jspecify.annotations.NullMarked;
