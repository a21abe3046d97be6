package io.howdah.graphql;

import io.howdah.model.ReadModel;
import io.howdah.push.channel.SubscriptionRequest;

/**
 * What a client has subscribed to.
 *
 * @param model the model whose changes it wants
 * @param request which of them, and from where on
 * @param selection what is shown of each
 */
public record LiveQuery(ReadModel model, SubscriptionRequest request, SubscriptionSelection selection) {}
