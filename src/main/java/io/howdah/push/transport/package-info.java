/** Connections of clients: WebSockets and server-sent events, and how Howdah writes to them. */
@NullMarked
package io.howdah.push.transport;

import org.jspecify.annotations.NullMarked;
