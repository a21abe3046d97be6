/** Commands for the development of applications. */
@NullMarked
package io.howdah.cli.develop;

import org.jspecify.annotations.NullMarked;
