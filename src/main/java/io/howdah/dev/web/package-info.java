/** The page of {@code howdah dev} at {@code /}, and the few paths under {@code /dev/} that it needs beside the public interfaces. */
@NullMarked
package io.howdah.dev.web;

import org.jspecify.annotations.NullMarked;
