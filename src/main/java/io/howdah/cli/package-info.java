/** Options, output and clients that the commands share. */
@NullMarked
package io.howdah.cli;

import org.jspecify.annotations.NullMarked;
