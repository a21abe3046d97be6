/** The commands for those who make an application. */
@NullMarked
package io.howdah.cli.develop;

import org.jspecify.annotations.NullMarked;
