package io.howdah.change;

import io.howdah.store.ModelCollections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.Endpoint;
import org.apache.camel.component.mongodb.MongoDbComponent;
import org.apache.camel.spi.StateRepository;
import org.apache.camel.spi.annotations.Component;

/**
 * The stock {@code mongodb} component with a change-stream consumer that takes any {@code _id}, keeps its place through
 * errors and comes back when the server does. Mends the consumer of Camel 4.17.0, which reads every key as an
 * ObjectId, passes failed exchanges over and dies with its first failed re-open; CAMEL-23336, CAMEL-25024, CAMEL-25025,
 * CAMEL-25679 and CAMEL-25946 mend parts of it upstream, and this class can go at the upgrade that has them all.
 */
@Component("mongodb")
public final class ChangeStreamComponent extends MongoDbComponent {

    /** The option of {@code mongodb:} that the stock component does not have. */
    public static final String TOKEN_REPOSITORY = "changeStreamTokenRepository";

    private final ChangeStreams streams = new ChangeStreams();
    private final Optional<ModelCollections> collections;
    private final List<PositionListener> listeners;

    /** Creates a component for collections that are no read models'. */
    public ChangeStreamComponent() {
        this(Optional.empty(), List.of());
    }

    /**
     * Creates a component that follows a read model to the collection a rebuild made.
     *
     * @param listeners told the positions of their channels' routes
     */
    public ChangeStreamComponent(ModelCollections collections, List<PositionListener> listeners) {
        this(Optional.of(collections), listeners);
    }

    ChangeStreamComponent(Optional<ModelCollections> collections, List<PositionListener> listeners) {
        this.collections = collections;
        this.listeners = List.copyOf(listeners);
    }

    /** Returns the collections that rebuilds switch, if the routes' database has any. */
    Optional<ModelCollections> collections() {
        return collections;
    }

    List<PositionListener> listeners() {
        return listeners;
    }

    /** Return the streams of its routes, which are to be bound to a meter registry. */
    public ChangeStreams streams() {
        return streams;
    }

    @Override
    @SuppressWarnings("unchecked")
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        ChangeStreamEndpoint endpoint = new ChangeStreamEndpoint(uri, this);
        endpoint.setConnectionBean(remaining);
        // The name that it has upstream, from the version on that mends CAMEL-23336.
        endpoint.keepTokensIn(resolveAndRemoveReferenceParameter(parameters, TOKEN_REPOSITORY, StateRepository.class));
        setProperties(endpoint, parameters);
        return endpoint;
    }
}
