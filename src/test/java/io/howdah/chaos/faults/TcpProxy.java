package io.howdah.chaos.faults;

import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PushbackInputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Stands between one Howdah and a service, and passes frame by frame. A {@link Tap} sees each frame before it is passed, so that
 * it can meet the client between any request and its answer; what it does to a process then is done before the frame goes on.
 */
public final class TcpProxy implements Closeable {

    /** Sees the frames of all connections, on their threads. */
    public interface Tap {

        /** Decides about a frame. {@code command} is what it asks for, or what its request asked for. */
        Verdict see(Direction direction, String command);

        /** Returns the frame that is passed instead of this one. */
        default ByteBuffer rewrite(Direction direction, ByteBuffer frame) {
            return frame;
        }
    }

    public enum Direction {
        TO_SERVER,
        TO_CLIENT
    }

    /** What becomes of a frame. */
    public enum Verdict {
        PASS,
        /** The frame and all connections are gone. */
        CUT,
        /** Half of the frame arrives, then all connections are gone. */
        CUT_IN_THE_MIDDLE,
        /** The answer of a MongoDB server becomes that of one which has stepped down. */
        NO_PRIMARY
    }

    private static final Tap ALL_PASS = (direction, command) -> Verdict.PASS;
    private static final int BACKLOG = 50;
    private static final int CONNECT_MS = 1_000;
    private static final int BUFFER = 64 * 1024;

    private final WireProtocol protocol;
    private final ServerSocket listener;
    private volatile InetSocketAddress target;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private volatile Tap tap = ALL_PASS;
    private volatile boolean refusing;
    /** Connections that are not of the present epoch are silent for ever; an odd one has begun without a server. */
    private final AtomicInteger epoch = new AtomicInteger();

    private final ReentrantLock frozen = new ReentrantLock();
    private final Condition thawed = frozen.newCondition();
    private boolean isFrozen;

    private TcpProxy(WireProtocol protocol, ServerSocket listener, InetSocketAddress target) {
        this.protocol = protocol;
        this.listener = listener;
        this.target = target;
    }

    /** Listens on an address; port 0 takes a free one. */
    public static TcpProxy start(WireProtocol protocol, String host, int port, InetSocketAddress target)
            throws IOException {
        ServerSocket listener = new ServerSocket(port, BACKLOG, InetAddress.getByName(host));
        TcpProxy proxy = new TcpProxy(protocol, listener, target);
        thread(proxy::accept, protocol + "-proxy");
        return proxy;
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** Passes new connections on to this address from now on. */
    public void lead(InetSocketAddress next) {
        target = next;
    }

    /** Shows all frames to this tap instead of the one before. */
    public void tap(Tap next) {
        tap = next;
    }

    public void untap() {
        tap = ALL_PASS;
    }

    /** Cuts all connections, and refuses new ones until {@link #admit()}. */
    public void refuse() {
        refusing = true;
        cut();
    }

    /**
     * Passes nothing any more, as a network that loses every packet: no connection is closed, and new ones are taken and get no
     * answer, until {@link #admit()}. Those that there were then stay silent for ever, as behind a router that has forgotten them.
     */
    public void silence() {
        epoch.updateAndGet(now -> now % 2 == 0 ? now + 1 : now);
    }

    /**
     * Reads nothing any more, as a process that is stopped by SIGSTOP: connections stay open, new ones are taken, and whatever is on
     * its way waits until {@link #thaw()}.
     */
    public void freeze() {
        setFrozen(true);
    }

    /** Passes what has waited, in its order. */
    public void thaw() {
        setFrozen(false);
    }

    private void setFrozen(boolean now) {
        frozen.lock();
        try {
            isFrozen = now;
            thawed.signalAll();
        } finally {
            frozen.unlock();
        }
    }

    private void awaitThaw() {
        frozen.lock();
        try {
            while (isFrozen && !listener.isClosed()) {
                thawed.awaitUninterruptibly();
            }
        } finally {
            frozen.unlock();
        }
    }

    /** Accepts connections again. */
    public void admit() {
        refusing = false;
        epoch.updateAndGet(now -> now % 2 == 0 ? now : now + 1);
    }

    /** Resets all connections, in the middle of whatever they carry. */
    public void cut() {
        List.copyOf(sockets).forEach(TcpProxy::reset);
    }

    @Override
    public void close() throws IOException {
        listener.close();
        thaw();
        refuse();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                thread(() -> connect(client), protocol + "-connect");
            } catch (IOException e) {
                // The listener was closed, or a client was gone before it was served.
                continue;
            }
        }
    }

    private void connect(Socket client) {
        int born = epoch.get();
        Socket server = new Socket();
        sockets.add(client);
        sockets.add(server);
        try {
            // What is frozen holds up its clients soon.
            client.setReceiveBufferSize(BUFFER);
            if (refusing) {
                throw new IOException("refusing");
            }
            awaitThaw();
            if (born % 2 != 0) {
                client.getInputStream().transferTo(OutputStream.nullOutputStream());
                throw new IOException("the client has given up");
            }
            server.connect(target, CONNECT_MS);
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            Map<Integer, String> asked = new ConcurrentHashMap<>();
            thread(() -> pass(Direction.TO_SERVER, client, server, asked, born), protocol + "-to-server");
            thread(() -> pass(Direction.TO_CLIENT, server, client, asked, born), protocol + "-to-client");
        } catch (IOException e) {
            end(client, server);
        }
    }

    private void pass(Direction direction, Socket from, Socket to, Map<Integer, String> asked, int born) {
        try {
            PushbackInputStream bytes = new PushbackInputStream(from.getInputStream());
            DataInputStream in = new DataInputStream(bytes);
            while (!refusing) {
                // What is frozen takes no more than the buffers of its connections.
                int first = in.read();
                awaitThaw();
                if (first >= 0) {
                    bytes.unread(first);
                }
                ByteBuffer frame = protocol.read(in);
                if (epoch.get() != born) {
                    continue;
                }
                Tap present = tap;
                Verdict verdict = present.see(direction, command(direction, frame, asked));
                awaitThaw();
                switch (verdict) {
                    case PASS ->
                        to.getOutputStream()
                                .write(present.rewrite(direction, frame).array());
                    case NO_PRIMARY ->
                        to.getOutputStream().write(WireProtocol.noPrimary(frame).array());
                    case CUT -> cut();
                    case CUT_IN_THE_MIDDLE -> {
                        to.getOutputStream().write(frame.array(), 0, frame.capacity() / 2);
                        cut();
                    }
                }
            }
        } catch (IOException e) {
            // One side is closed; close the other as well.
        } finally {
            end(from, to);
        }
    }

    private String command(Direction direction, ByteBuffer frame, Map<Integer, String> asked) {
        if (direction == Direction.TO_CLIENT) {
            String command = asked.remove(protocol.answeredId(frame));
            return command == null ? "" : command;
        }
        String command = protocol.command(frame);
        asked.put(protocol.requestId(frame), command);
        return command;
    }

    private void end(Socket... both) {
        for (Socket socket : both) {
            sockets.remove(socket);
            reset(socket);
        }
    }

    private static void reset(Socket socket) {
        try (socket) {
            socket.setSoLinger(true, 0);
        } catch (IOException e) {
            // It was closed already, by the other direction or because it never got through.
        }
    }

    private static void thread(Runnable work, String name) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }
}
