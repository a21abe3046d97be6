/** Pushing to clients: the engine behind {@code vertx-websocket:} and the hub of its channels and sockets. */
@NullMarked
package io.howdah.push;

import org.jspecify.annotations.NullMarked;
