package io.howdah.change;

import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.component.mongodb.MongoDbConsumerType;
import org.apache.camel.component.mongodb.MongoDbEndpoint;
import org.apache.camel.spi.StateRepository;
import org.jspecify.annotations.Nullable;

/** Gives change-stream routes our consumer, and writes a session and traces; everything else stays the stock endpoint's. */
final class ChangeStreamEndpoint extends MongoDbEndpoint {

    private @Nullable StateRepository<String, String> tokenRepository;

    ChangeStreamEndpoint(String uri, ChangeStreamComponent component) {
        super(uri, component);
    }

    @Override
    public ChangeStreamComponent getComponent() {
        return (ChangeStreamComponent) super.getComponent();
    }

    /** Makes its routes durable. */
    void keepTokensIn(@Nullable StateRepository<String, String> repository) {
        tokenRepository = repository;
    }

    /** Where its routes' places are kept over a restart, or null where they begin at the present. */
    @Nullable
    StateRepository<String, String> tokenRepository() {
        return tokenRepository;
    }

    /** The stream that all routes of the database share. */
    SharedStream shared() {
        return getComponent().streams().of(getMongoConnection(), getDatabase());
    }

    @Override
    public Producer createProducer() {
        // It checks the options and connects.
        var unused = super.createProducer();
        return new TracedProducer(this, new SessionProducer(this));
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
