package io.howdah.dev.mongo;

import de.bwaldvogel.mongo.wire.message.MongoMessage;

/** A message without a reply: an unacknowledged write. */
final class OneWayMessage extends MongoMessage {

    OneWayMessage(MongoMessage message) {
        super(message.getChannel(), message.getHeader(), message.getDocument());
    }
}
