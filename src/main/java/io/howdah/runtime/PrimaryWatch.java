package io.howdah.runtime;

import com.mongodb.MongoClientSettings;
import com.mongodb.MongoDriverInformation;
import com.mongodb.MongoSocketOpenException;
import com.mongodb.ServerAddress;
import com.mongodb.UnixServerAddress;
import com.mongodb.client.MongoClient;
import com.mongodb.client.internal.Clusters;
import com.mongodb.client.internal.MongoClientImpl;
import com.mongodb.connection.ClusterDescription;
import com.mongodb.connection.ServerDescription;
import com.mongodb.connection.SocketSettings;
import com.mongodb.connection.SslSettings;
import com.mongodb.event.ClusterDescriptionChangedEvent;
import com.mongodb.event.ClusterListener;
import com.mongodb.internal.connection.OperationContext;
import com.mongodb.internal.connection.PowerOfTwoBufferPool;
import com.mongodb.internal.connection.ServerAddressHelper;
import com.mongodb.internal.connection.SocketStream;
import com.mongodb.internal.connection.StreamFactory;
import com.mongodb.internal.connection.StreamFactoryFactory;
import com.mongodb.internal.connection.StreamFactoryHelper;
import com.mongodb.spi.dns.InetAddressResolver;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.net.SocketFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the operations that wait for a hung primary as soon as the replica set has elected another one. Without it, they wait for the
 * read timeout: the driver sends no new operation to the former primary, but does not close the connections in use. This class keeps
 * the driver's connections by server and closes those of the former primary, unless it still answers as a secondary. Their
 * operations fail like those of any lost connection: the driver, the ingest route or the change stream retries with the new primary.
 *
 * <p>The synchronous driver has no public API for its connections, so this class builds the client as {@code MongoClients.create} of
 * 5.6 does, from the driver's internal classes. Delete it when the driver closes connections in use itself (the driver specifications'
 * {@code interruptInUseConnections}).
 *
 * <p>Thread-safe. For one client.
 */
final class PrimaryWatch implements ClusterListener {

    private static final Logger LOG = LoggerFactory.getLogger(PrimaryWatch.class);

    private final Map<ServerAddress, Set<Connection>> connections = new HashMap<>();
    /** Former primaries that have not answered since the election. */
    private final Set<ServerAddress> replaced = new HashSet<>();

    private @Nullable ServerAddress primary;

    /** Creates a client; {@code settings} must have this object as a cluster listener. */
    MongoClient connect(MongoClientSettings settings) {
        MongoDriverInformation driver =
                MongoDriverInformation.builder().driverName("sync").build();
        InetAddressResolver resolver = ServerAddressHelper.getInetAddressResolver(settings);
        StreamFactoryFactory stock =
                StreamFactoryHelper.getSyncStreamFactoryFactory(settings.getTransportSettings(), resolver);
        StreamFactoryFactory watched = new StreamFactoryFactory() {
            @Override
            @SuppressWarnings("ReferenceEquality") // Both can have equal values.
            public StreamFactory create(SocketSettings socket, SslSettings ssl) {
                StreamFactory factory = stock.create(socket, ssl);
                // The monitors' connections detect when a server is back.
                return socket == settings.getHeartbeatSocketSettings()
                        ? factory
                        : address -> address instanceof UnixServerAddress
                                ? factory.create(address)
                                : register(new Connection(address, resolver, socket, ssl));
            }

            @Override
            public void close() {
                stock.close();
            }
        };
        return new MongoClientImpl(Clusters.createCluster(settings, driver, watched), settings, driver, watched);
    }

    private synchronized Connection register(Connection connection) {
        ServerAddress address = connection.getAddress();
        if (replaced.contains(address)) {
            // An operation chose this server before the election.
            throw new MongoSocketOpenException("The server is no longer the primary", address);
        }
        Set<Connection> ofServer = connections.computeIfAbsent(address, unused -> new HashSet<>());
        ofServer.removeIf(Connection::isClosed);
        ofServer.add(connection);
        return connection;
    }

    @Override
    public void clusterDescriptionChanged(ClusterDescriptionChangedEvent event) {
        update(event.getNewDescription()).forEach(Connection::end);
    }

    /** Returns the connections of a primary that was replaced and does not answer. */
    private synchronized List<Connection> update(ClusterDescription now) {
        replaced.removeIf(address -> isAnswering(now, address));
        ServerAddress next = now.getServerDescriptions().stream()
                .filter(ServerDescription::isPrimary)
                .map(ServerDescription::getAddress)
                .findFirst()
                .orElse(primary);
        ServerAddress former = primary;
        primary = next;
        if (former == null || former.equals(next) || isAnswering(now, former)) {
            return List.of();
        }
        replaced.add(former);
        Set<Connection> connectionsOfFormer = connections.remove(former);
        List<Connection> toEnd = connectionsOfFormer == null ? List.of() : List.copyOf(connectionsOfFormer);
        LOG.atWarn()
                .addKeyValue("former", former)
                .addKeyValue("primary", next)
                .addKeyValue("connections", toEnd.size())
                .log("MongoDB has another primary and the former one does not answer, Howdah retries its operations");
        return toEnd;
    }

    private static boolean isAnswering(ClusterDescription now, ServerAddress address) {
        return now.getServerDescriptions().stream()
                .anyMatch(server -> server.getAddress().equals(address) && server.isOk());
    }

    /** A connection that another thread can end while an operation waits. */
    private static final class Connection extends SocketStream {

        private volatile boolean isEnded;
        private volatile @Nullable Socket socket;

        private Connection(
                ServerAddress address, InetAddressResolver resolver, SocketSettings socket, SslSettings ssl) {
            super(address, resolver, socket, ssl, factory(ssl), PowerOfTwoBufferPool.DEFAULT);
        }

        private static SocketFactory factory(SslSettings ssl) {
            SSLContext own = ssl.getContext();
            if (!ssl.isEnabled()) {
                return SocketFactory.getDefault();
            }
            return own == null ? SSLSocketFactory.getDefault() : own.getSocketFactory();
        }

        @Override
        protected Socket initializeSocket(OperationContext operation) throws IOException {
            Socket opened = super.initializeSocket(operation);
            socket = opened;
            if (isEnded) {
                opened.close();
                throw new SocketException("The server is no longer the primary");
            }
            return opened;
        }

        void end() {
            isEnded = true;
            Socket opened = socket;
            if (opened != null) {
                try {
                    // Otherwise close would wait for a write in progress before it sends TLS's close_notify.
                    opened.setSoLinger(true, 0);
                } catch (SocketException e) {
                    LOG.debug("Connection was closed already", e);
                }
            }
            close();
        }
    }
}
