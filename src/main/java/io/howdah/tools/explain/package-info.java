/** What an application's routes and read models are to each other, told without starting any of them. */
@NullMarked
package io.howdah.tools.explain;

import org.jspecify.annotations.NullMarked;
