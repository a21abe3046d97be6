/** The command line, and the application that it starts. */
@NullMarked
package io.howdah;

import org.jspecify.annotations.NullMarked;
