package io.howdah.change;

import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.component.mongodb.MongoDbComponent;
import org.apache.camel.component.mongodb.MongoDbConsumerType;
import org.apache.camel.component.mongodb.MongoDbEndpoint;

/** Gives change-stream routes our consumer; everything else stays the stock endpoint's. */
final class ChangeStreamEndpoint extends MongoDbEndpoint {

    ChangeStreamEndpoint(String uri, MongoDbComponent component) {
        super(uri, component);
    }

    @Override
    public Consumer createConsumer(Processor processor) throws Exception {
        if (!MongoDbConsumerType.changeStreams.name().equals(getConsumerType())) {
            return super.createConsumer(processor);
        }
        if (getDatabase() == null || getCollection() == null) {
            throw new IllegalArgumentException(
                    getEndpointUri() + " needs the options database and collection to follow a change stream");
        }
        Consumer consumer = new ChangeStreamConsumer(this, processor);
        configureConsumer(consumer);
        return consumer;
    }
}
