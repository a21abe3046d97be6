/** The commands that operate a running process: clients of its management port. */
@NullMarked
package io.howdah.cli;

import org.jspecify.annotations.NullMarked;
