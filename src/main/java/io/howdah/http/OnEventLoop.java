package io.howdah.http;

import org.apache.camel.support.RoutePolicySupport;

/**
 * What a {@code platform-http:} route says, by {@code routePolicy: onEventLoop}, whose steps never wait, other than
 * asynchronously: it is run on the event loop that has read the request, without a change of threads.
 */
final class OnEventLoop extends RoutePolicySupport {}
