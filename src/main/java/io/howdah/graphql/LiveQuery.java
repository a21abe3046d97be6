package io.howdah.graphql;

import io.howdah.model.ReadModel;
import io.howdah.push.channel.SubscriptionRequest;

/**
 * Subscription of a client.
 *
 * @param model the model that the client subscribes to
 * @param request the filter and start of the subscription
 * @param selection the fields that the client selected
 */
public record LiveQuery(ReadModel model, SubscriptionRequest request, SubscriptionSelection selection) {}
