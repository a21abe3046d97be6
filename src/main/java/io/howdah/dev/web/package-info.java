/** The page of {@code howdah dev} at {@code /}, and its own endpoints under {@code /dev/}. */
@NullMarked
package io.howdah.dev.web;

import org.jspecify.annotations.NullMarked;
