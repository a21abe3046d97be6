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
 * Replacement for Camel's {@code mongodb} component. Its change-stream consumer accepts any {@code _id} type, keeps its
 * position when a delivery fails, and reconnects when the server returns. The consumer of Camel 4.17.0 reads every key as
 * an ObjectId, skips failed exchanges and stops after its first failed reconnect. CAMEL-23336, CAMEL-25024, CAMEL-25025,
 * CAMEL-25679 and CAMEL-25946 fix parts of this upstream; remove this class when Camel has all of them.
 */
@Component("mongodb")
public final class ChangeStreamComponent extends MongoDbComponent {

    /** Endpoint option of {@code mongodb:} that the standard component does not have. */
    public static final String TOKEN_REPOSITORY = "changeStreamTokenRepository";

    private final ChangeStreams streams = new ChangeStreams();
    private final Optional<ModelCollections> collections;
    private final List<PositionListener> listeners;

    /** Creates a component for collections without read models. */
    public ChangeStreamComponent() {
        this(Optional.empty(), List.of());
    }

    /**
     * Creates a component whose routes follow a read model to the collection that a rebuild creates.
     *
     * @param listeners receive the positions of the routes of their channels
     */
    public ChangeStreamComponent(ModelCollections collections, List<PositionListener> listeners) {
        this(Optional.of(collections), listeners);
    }

    ChangeStreamComponent(Optional<ModelCollections> collections, List<PositionListener> listeners) {
        this.collections = collections;
        this.listeners = List.copyOf(listeners);
    }

    /** Returns the collections that rebuilds switch, or empty without read models. */
    Optional<ModelCollections> collections() {
        return collections;
    }

    List<PositionListener> listeners() {
        return listeners;
    }

    /** Returns the streams of the component's routes. Bind them to a meter registry. */
    public ChangeStreams streams() {
        return streams;
    }

    @Override
    @SuppressWarnings("unchecked")
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        ChangeStreamEndpoint endpoint = new ChangeStreamEndpoint(uri, this);
        endpoint.setConnectionBean(remaining);
        // The option's name in upstream versions with the fix for CAMEL-23336.
        endpoint.keepTokensIn(resolveAndRemoveReferenceParameter(parameters, TOKEN_REPOSITORY, StateRepository.class));
        setProperties(endpoint, parameters);
        return endpoint;
    }
}
