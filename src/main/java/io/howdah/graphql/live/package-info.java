/** Subscriptions: operations with several results, evaluated once for all clients that get the same results. */
@NullMarked
package io.howdah.graphql.live;

import org.jspecify.annotations.NullMarked;
