/** {@code /api}: the read models and commands of GraphQL for those who ask by HTTP alone, by the same rules. */
@NullMarked
package io.howdah.rest;

import org.jspecify.annotations.NullMarked;
