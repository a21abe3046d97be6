/** The connections of clients: WebSockets and server-sent events, and how their frames are written. */
@NullMarked
package io.howdah.push.transport;

import org.jspecify.annotations.NullMarked;
