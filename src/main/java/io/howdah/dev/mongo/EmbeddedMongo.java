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
 * MongoDB replica set with one member inside this process, for development and tests. Data is in memory and lost on {@link #close()}.
 *
 * <p>Supports change streams, TTL indexes, majority concerns and retryable writes. Tests can {@linkplain #holdReplication() hold back}
 * writes from a majority and {@linkplain #rollBack() roll them back}. Transactions, updates with a pipeline and collations are rejected.
 * Non-unique indexes are accepted but not used.
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
     * Starts a server with an oplog of 100,000 changes.
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

    /** Returns the connection string for clients on this machine. */
    public String uri() {
        return "mongodb://" + host + ":" + port + "/?replicaSet=" + Hello.REPLICA_SET;
    }

    /** Returns the port of the server. */
    public int port() {
        return port;
    }

    /**
     * Stops serving: frees the port, and closes all connections and cursors. Data and oplog stay for {@link #resume()}.
     */
    public synchronized void suspend() {
        if (listener != null) {
            // Close the port before the connections, so that clients cannot reconnect at once.
            listener.close().awaitUninterruptibly();
            listener = null;
        }
        List<ExecutorService> running = List.copyOf(workers);
        channels.close().awaitUninterruptibly();
        running.forEach(EmbeddedMongo::await);
        backend.closeCursors();
        awaitFreePort();
    }

    /** Waits until the port is free: a closed listener keeps it until the next iteration of its event loop. */
    private void awaitFreePort() {
        var unused =
                Pause.until(() -> port == 0 || isFree(port), Duration.ofMillis(1), Duration.ofSeconds(STOP_SECONDS));
    }

    /** Returns whether the port can be bound. Does not listen, so that no client can connect. */
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
     * @throws IOException if another process has taken the port meanwhile
     */
    public synchronized void resume() throws IOException {
        if (listener == null) {
            channels = newChannels();
            listen(port);
        }
    }

    /**
     * Holds back new writes from a majority of the replica set until {@link #releaseReplication()} or {@link #rollBack()}. Writes with
     * {@code w: 1} are acknowledged at once, and reads with {@code local} see them. Writes with {@code w: majority} wait; majority reads
     * and change streams do not see held writes. Meanwhile collections and indexes cannot be changed or dropped. A rollback keeps new
     * collections.
     */
    public void holdReplication() {
        backend.holdReplication();
    }

    /** Replicates the held writes to a majority. */
    public void releaseReplication() {
        backend.releaseReplication();
    }

    /**
     * Loses the held writes, as after an election of a primary that lacks them. Closes all connections and cursors; none of the lost
     * writes was acknowledged with {@code w: majority}. Later writes replicate again.
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

    /** Stops the server. When this returns, the port is free and the threads have ended. */
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
            IOException failure = new BindException("cannot listen on " + host + ":" + wantedPort + ": "
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
            LOG.atWarn().setCause(e).log("Embedded MongoDB: cannot remove expired documents");
        }
    }

    /** Creates a group that, once closed, closes every added connection: one may be accepted while the server stops. */
    private ChannelGroup newChannels() {
        return new DefaultChannelGroup("embedded-mongo", ioThreads.next(), true);
    }

    private static void await(ExecutorService executor) {
        try {
            if (!executor.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
                LOG.atWarn().log("Embedded MongoDB: a command is still running");
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
