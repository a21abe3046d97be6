/** The read models that the SDL declares: their fields, keys and rules, and the one rule for storing and showing values. */
@NullMarked
package io.howdah.model;

import org.jspecify.annotations.NullMarked;
