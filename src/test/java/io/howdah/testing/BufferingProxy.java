package io.howdah.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * An HTTP proxy as many stand in front of servers: it keeps an answer back until it is whole, unless the answer forbids that by
 * {@code X-Accel-Buffering: no}, and cuts each connection after a while, whatever goes over it.
 */
public final class BufferingProxy implements AutoCloseable {

    private final ServerSocket server;
    private final int target;
    private final Duration longest;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();

    /** Begins to serve a port of this machine. */
    public BufferingProxy(int target, Duration longest) throws IOException {
        this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        this.target = target;
        this.longest = longest;
        run(this::accept);
    }

    /** Where it listens. */
    public int port() {
        return server.getLocalPort();
    }

    private void accept() throws IOException {
        while (!server.isClosed()) {
            Socket client = server.accept();
            Socket upstream = new Socket(InetAddress.getLoopbackAddress(), target);
            clock.schedule(() -> close(client, upstream), longest.toMillis(), TimeUnit.MILLISECONDS);
            run(() -> client.getInputStream().transferTo(upstream.getOutputStream()));
            run(() -> answer(upstream.getInputStream(), client.getOutputStream()));
        }
    }

    private static void answer(InputStream from, OutputStream to) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            int next = from.read();
            if (next < 0) {
                return;
            }
            head.write(next);
        }
        boolean mayBuffer = !head.toString(StandardCharsets.ISO_8859_1)
                .toLowerCase(Locale.ROOT)
                .contains("x-accel-buffering: no");
        byte[] whole = mayBuffer ? from.readAllBytes() : new byte[0];
        to.write(head.toByteArray());
        to.write(whole);
        to.flush();
        from.transferTo(to);
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void run(Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException e) {
                // One of the two sides has closed.
                Thread.currentThread().interrupt();
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    private static void close(Socket... sockets) {
        for (Socket socket : sockets) {
            try {
                socket.close();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        clock.shutdownNow();
    }
}
