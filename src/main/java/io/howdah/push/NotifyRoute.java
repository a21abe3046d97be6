package io.howdah.push;

/**
 * A route that was made from the template {@code notify}.
 *
 * @param routeId its id
 * @param model the model that it follows
 * @param channel the channel that it sends to
 * @param frame the URI of its frame transform
 * @param conflate whether a slow client may get the newest state of a document in place of each
 */
record NotifyRoute(String routeId, String model, String channel, String frame, boolean conflate) {}
