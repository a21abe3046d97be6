/** GraphQL over HTTP, WebSocket (graphql-transport-ws) and server-sent events. */
@NullMarked
package io.howdah.graphql.http;

import org.jspecify.annotations.NullMarked;
