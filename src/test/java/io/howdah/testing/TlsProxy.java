package io.howdah.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.TrustManagerFactory;

/** Gives a server TLS that has none: accepts with a certificate, and passes on in the clear. */
public final class TlsProxy implements AutoCloseable {

    private static final int BUFFER = 64 * 1024;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final SSLServerSocket listener;
    private final String host;
    private final int port;

    private TlsProxy(SSLServerSocket listener, String host, int port) {
        this.listener = listener;
        this.host = host;
        this.port = port;
        threads.submit(this::accept);
    }

    /**
     * Starts one.
     *
     * @param certificate its own certificate, and the one that it trusts
     * @param clientCertificate whether a client must show a certificate as well
     */
    public static TlsProxy start(TestCertificate certificate, boolean clientCertificate, String host, int port)
            throws IOException, GeneralSecurityException {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(certificate.keyStore(), TestCertificate.PASSWORD.toCharArray());
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(certificate.keyStore());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        SSLServerSocket listener = (SSLServerSocket)
                context.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        listener.setNeedClientAuth(clientCertificate);
        return new TlsProxy(listener, host, port);
    }

    /** Returns the port to connect to. */
    public int port() {
        return listener.getLocalPort();
    }

    private Void accept() throws IOException {
        while (true) {
            Socket client = listener.accept();
            // A server that hangs holds up its clients soon.
            client.setReceiveBufferSize(BUFFER);
            Socket server = new Socket(host, port);
            open.add(client);
            open.add(server);
            threads.submit(() -> pass(client, server));
            threads.submit(() -> pass(server, client));
        }
    }

    private Void pass(Socket from, Socket to) throws IOException {
        try (from;
                to;
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            in.transferTo(out);
        }
        return null;
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : open) {
            socket.close();
        }
        threads.shutdownNow();
    }
}
