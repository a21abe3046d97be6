/** The Camel component vertx-websocket: endpoints, handshakes and messages. */
@NullMarked
package io.howdah.push.camel;

import org.jspecify.annotations.NullMarked;
