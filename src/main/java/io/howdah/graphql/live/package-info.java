/** Subscriptions: operations with more than one result, evaluated once for all clients that are shown the same. */
@NullMarked
package io.howdah.graphql.live;

import org.jspecify.annotations.NullMarked;
