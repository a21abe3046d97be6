package io.howdah.dev.mongo;

import de.bwaldvogel.mongo.wire.MongoWireMessageEncoder;
import de.bwaldvogel.mongo.wire.MongoWireReplyEncoder;
import io.howdah.timing.Pause;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A MongoDB replica set of one member inside this process, for development and tests; its data is in memory, and gone
 * when it is closed.
 *
 * <p>Change streams, TTL indexes, majority concerns and retryable writes work, and writes that no majority has can be
 * {@linkplain #holdReplication() kept back} and {@linkplain #rollBack() lost}; transactions, updates with a pipeline and
 * collations are refused. Non-unique indexes are accepted and not used.
 */
public final class EmbeddedMongo implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedMongo.class);

    private static final int DEFAULT_OPLOG_ENTRIES = 100_000;
    private static final int IO_THREADS = 2;
    private static final long STOP_SECONDS = 5;

    private final ThreadFactory workerThreads = new DefaultThreadFactory("embedded-mongo-client", true);
    private final NioEventLoopGroup ioThreads =
            new NioEventLoopGroup(IO_THREADS, new DefaultThreadFactory("embedded-mongo-io", true));
    private final ScheduledExecutorService sweeper =
            Executors.newSingleThreadScheduledExecutor(new DefaultThreadFactory("embedded-mongo-ttl", true));
    private final Set<ExecutorService> workers = ConcurrentHashMap.newKeySet();
    private final EmbeddedBackend backend;
    private final String host;

    private int port;
    private @Nullable Channel listener;
    private volatile ChannelGroup channels = newChannels();

    private EmbeddedMongo(String host, int oplogEntries) {
        this.host = host;
        this.backend = new EmbeddedBackend(oplogEntries, Clock.systemUTC());
    }

    /**
     * Starts a server that remembers its last 100 000 changes.
     *
     * @param host the address to listen on
     * @param port the port to listen on, 0 for a free one
     * @throws IOException if it cannot listen there, with the address in its message
     */
    public static EmbeddedMongo start(String host, int port) throws IOException {
        return start(host, port, DEFAULT_OPLOG_ENTRIES);
    }

    /**
     * Starts a server.
     *
     * @param host the address to listen on
     * @param port the port to listen on, 0 for a free one
     * @param oplogEntries how many changes a stream can be behind before its history is lost, at least 1
     * @throws IOException if it cannot listen there, with the address in its message
     */
    public static EmbeddedMongo start(String host, int port, int oplogEntries) throws IOException {
        EmbeddedMongo mongo = new EmbeddedMongo(host, oplogEntries);
        try {
            mongo.listen(port);
        } catch (IOException | RuntimeException e) {
            mongo.close();
            throw e;
        }
        var unused = mongo.sweeper.scheduleWithFixedDelay(mongo::sweep, 1, 1, TimeUnit.SECONDS);
        return mongo;
    }

    /** The connection string for clients on this machine. */
    public String uri() {
        return "mongodb://" + host + ":" + port + "/?replicaSet=" + Hello.REPLICA_SET;
    }

    /** The port that it listens on. */
    public int port() {
        return port;
    }

    /**
     * Goes away as a server does that is stopped: the port is free, every connection closed, every cursor forgotten; data
     * and oplog stay for {@link #resume()}.
     */
    public synchronized void suspend() {
        if (listener != null) {
            // Before the connections: a client that reconnects at once must find nobody.
            listener.close().awaitUninterruptibly();
            listener = null;
        }
        List<ExecutorService> running = List.copyOf(workers);
        channels.close().awaitUninterruptibly();
        running.forEach(EmbeddedMongo::await);
        backend.closeCursors();
        awaitFreePort();
    }

    /** A closed listener keeps its port until its event loop has looked at it once more. */
    private void awaitFreePort() {
        var unused =
                Pause.until(() -> port == 0 || isFree(port), Duration.ofMillis(1), Duration.ofSeconds(STOP_SECONDS));
    }

    /** Binds without listening, or a client would find somebody there. */
    private boolean isFree(int wanted) {
        try (Socket probe = new Socket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(host, wanted));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Listens again on the same port.
     *
     * @throws IOException if the port has been taken meanwhile
     */
    public synchronized void resume() throws IOException {
        if (listener == null) {
            channels = newChannels();
            listen(port);
        }
    }

    /**
     * From now on, no majority of the replica set gets a write: writes are applied, acknowledged at once with {@code w: 1},
     * and seen by reads with {@code local}. Writes with {@code w: majority} wait, and majority reads and change streams do
     * not see them, before {@link #releaseReplication()} or {@link #rollBack()}. Collections and indexes cannot be changed
     * or dropped meanwhile; a new collection stays.
     */
    public void holdReplication() {
        backend.holdReplication();
    }

    /** Gives a majority all that was written while replication was held. */
    public void releaseReplication() {
        backend.releaseReplication();
    }

    /**
     * Loses all that was written while replication was held, as when the primary goes and another, which does not have it,
     * is elected: every connection is closed, every cursor forgotten, no majority was acknowledged. Replication goes on.
     */
    public synchronized void rollBack() {
        backend.rollBack(() -> {
            ChannelGroup former = channels;
            if (listener != null) {
                channels = newChannels();
            }
            former.close().awaitUninterruptibly();
        });
    }

    /** Stops for good: the port is free and the threads have ended when this returns. */
    @Override
    public void close() {
        suspend();
        sweeper.shutdownNow();
        await(sweeper);
        ioThreads.shutdownGracefully(0, STOP_SECONDS, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    private synchronized void listen(int wantedPort) throws IOException {
        ChannelFuture bound = new ServerBootstrap()
                .group(ioThreads)
                .channel(NioServerSocketChannel.class)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new Initializer())
                .bind(host, wantedPort)
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            IOException failure = new BindException("Cannot listen on " + host + ":" + wantedPort + ": "
                    + bound.cause().getMessage());
            failure.initCause(bound.cause());
            throw failure;
        }
        listener = bound.channel();
        port = ((InetSocketAddress) bound.channel().localAddress()).getPort();
    }

    private synchronized void sweep() {
        if (listener == null) {
            return;
        }
        try {
            backend.sweep();
        } catch (RuntimeException e) {
            LOG.atWarn().setCause(e).log("The embedded MongoDB could not remove expired documents");
        }
    }

    /** Closes at once whatever is added after it was closed: a connection accepted while the server goes away. */
    private ChannelGroup newChannels() {
        return new DefaultChannelGroup("embedded-mongo", ioThreads.next(), true);
    }

    private static void await(ExecutorService executor) {
        try {
            if (!executor.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
                LOG.atWarn().log("A command of the embedded MongoDB still runs");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private final class Initializer extends ChannelInitializer<Channel> {

        @Override
        protected void initChannel(Channel channel) {
            ExecutorService worker = Executors.newSingleThreadExecutor(workerThreads);
            workers.add(worker);
            channel.closeFuture().addListener(closed -> workers.remove(worker));
            channel.pipeline()
                    .addLast(new MongoWireReplyEncoder())
                    .addLast(new MongoWireMessageEncoder())
                    .addLast(new MessageDecoder())
                    .addLast(new ClientConnection(backend, worker));
            channels.add(channel);
        }
    }
}
