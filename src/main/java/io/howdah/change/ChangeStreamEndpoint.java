package io.howdah.change;

import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.component.mongodb.MongoDbConsumerType;
import org.apache.camel.component.mongodb.MongoDbEndpoint;
import org.apache.camel.spi.StateRepository;
import org.jspecify.annotations.Nullable;

/** Endpoint that gives change-stream routes Howdah's consumer and adds sessions and tracing to the producer. */
final class ChangeStreamEndpoint extends MongoDbEndpoint {

    private @Nullable StateRepository<String, String> tokenRepository;

    ChangeStreamEndpoint(String uri, ChangeStreamComponent component) {
        super(uri, component);
    }

    @Override
    public ChangeStreamComponent getComponent() {
        return (ChangeStreamComponent) super.getComponent();
    }

    /** Makes the endpoint's routes durable. */
    void keepTokensIn(@Nullable StateRepository<String, String> repository) {
        tokenRepository = repository;
    }

    /** Returns the repository of saved positions, or null if routes start at the present. */
    @Nullable
    StateRepository<String, String> tokenRepository() {
        return tokenRepository;
    }

    /** Returns the stream that all routes of the database share. */
    SharedStream shared() {
        return getComponent().streams().of(getMongoConnection(), getDatabase());
    }

    @Override
    public Producer createProducer() {
        // The call validates the options and connects.
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
                    getEndpointUri() + ": a change-stream route needs the options database and collection");
        }
        Consumer consumer = new ChangeStreamConsumer(this, processor);
        configureConsumer(consumer);
        return consumer;
    }
}
