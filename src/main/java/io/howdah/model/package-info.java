/**
 * Read models declared in SDL: their fields, keys and access rules, and the conversion between stored values and API
 * values.
 */
@NullMarked
package io.howdah.model;

import org.jspecify.annotations.NullMarked;
