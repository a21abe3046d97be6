/** REST API at {@code /api}: the read models and commands of the GraphQL API over plain HTTP, with the same rules. */
@NullMarked
package io.howdah.rest;

import org.jspecify.annotations.NullMarked;
