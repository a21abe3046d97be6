package io.howdah.bench;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

/** A TCP proxy before MongoDB that can keep back the answer to a large request: then a whole batch is in flight. */
final class HoldingProxy implements Closeable {

    private static final int LARGE = 64 * 1024;

    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final CountDownLatch held = new CountDownLatch(1);
    private final String host;
    private final int port;
    private volatile boolean armed;

    HoldingProxy(String host, int port) throws IOException {
        this.host = host;
        this.port = port;
        start(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    /** From now on the answer to the next large request is never given. */
    void arm() {
        armed = true;
    }

    void awaitHeld() throws InterruptedException {
        held.await();
    }

    private void accept() throws IOException {
        while (true) {
            Socket client = listener.accept();
            Socket server = new Socket(host, port);
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            sockets.addAll(List.of(client, server));
            AtomicLong unanswered = new AtomicLong();
            start(() -> requests(client, server, unanswered));
            start(() -> answers(server, client, unanswered));
        }
    }

    private void requests(Socket client, Socket server, AtomicLong unanswered) throws IOException {
        byte[] buffer = new byte[LARGE];
        InputStream in = client.getInputStream();
        OutputStream out = server.getOutputStream();
        for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
            unanswered.addAndGet(length);
            out.write(buffer, 0, length);
        }
    }

    private void answers(Socket server, Socket client, AtomicLong unanswered) throws IOException {
        byte[] buffer = new byte[LARGE];
        InputStream in = server.getInputStream();
        OutputStream out = client.getOutputStream();
        for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
            if (armed && unanswered.get() > LARGE) {
                held.countDown();
                return;
            }
            unanswered.set(0);
            out.write(buffer, 0, length);
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void start(Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException e) {
                // One side has hung up, or the proxy is closed.
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
