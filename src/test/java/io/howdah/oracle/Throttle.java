package io.howdah.oracle;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntSupplier;

/** A slow line to the process: it passes on what is read there, or for a while nothing, and keeps almost nothing by itself. */
final class Throttle implements Closeable {

    /** The least that the kernel takes; it also keeps the server's buffer from growing. */
    private static final int BUFFER_BYTES = 4_096;

    private final ServerSocket listener;
    private final IntSupplier target;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private boolean isPaused;

    Throttle(IntSupplier target) throws IOException {
        this.target = target;
        this.listener = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        start(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                Socket server = new Socket();
                sockets.add(client);
                sockets.add(server);
                start(() -> connect(client, server));
            } catch (IOException e) {
                // It is closed.
            }
        }
    }

    private void connect(Socket client, Socket server) {
        try {
            server.setReceiveBufferSize(BUFFER_BYTES);
            server.connect(new java.net.InetSocketAddress("127.0.0.1", target.getAsInt()), 1_000);
            start(() -> pass(client, server, false));
            pass(server, client, true);
        } catch (IOException e) {
            close(client, server);
        }
    }

    private void pass(Socket from, Socket to, boolean isSlow) {
        try (InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            byte[] bytes = new byte[BUFFER_BYTES];
            for (int read = in.read(bytes); read >= 0; read = in.read(bytes)) {
                if (isSlow) {
                    awaitTurn();
                }
                out.write(bytes, 0, read);
            }
        } catch (IOException | InterruptedException e) {
            // One side is gone; so is the other.
        } finally {
            close(from, to);
        }
    }

    private synchronized void awaitTurn() throws InterruptedException {
        while (isPaused) {
            wait();
        }
    }

    /** Passes on nothing, or goes on. */
    synchronized void pause(boolean paused) {
        isPaused = paused;
        notifyAll();
    }

    private void close(Socket... both) {
        for (Socket socket : both) {
            sockets.remove(socket);
            try {
                socket.close();
            } catch (IOException e) {
                // It is closed.
            }
        }
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "oracle-throttle");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        pause(false);
        close(sockets.toArray(Socket[]::new));
    }
}
