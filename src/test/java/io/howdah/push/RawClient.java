package io.howdah.push;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A client that speaks the handshake by hand, and then does as little as the test wants. */
final class RawClient implements AutoCloseable {
    private final Socket socket = new Socket();
    private final String head;

    RawClient(int port, String path, String... headers) throws Exception {
        // Little room in the kernel, so that a client that does not read is soon noticed.
        socket.setReceiveBufferSize(4096);
        socket.setSoTimeout(20_000);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        String request = "GET " + path + " HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                + String.join(
                        "",
                        java.util.Arrays.stream(headers).map(h -> h + "\r\n").toList()) + "\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        StringBuilder answer = new StringBuilder();
        while (answer.indexOf("\r\n\r\n") < 0) {
            int next = in().read();
            if (next < 0) {
                break;
            }
            answer.append((char) next);
        }
        head = answer.toString();
    }

    /** The answer to the handshake, up to the empty line. */
    String head() {
        return head;
    }

    InputStream in() throws Exception {
        return socket.getInputStream();
    }

    OutputStream out() throws Exception {
        return socket.getOutputStream();
    }

    /** Reads whatever comes until the server ends the connection; the answer is everything that came. */
    byte[] readToEnd() throws Exception {
        return in().readAllBytes();
    }

    /** Reads until these bytes have come; returns how many came in all. */
    int readUntil(byte[] last) throws Exception {
        InputStream in = new BufferedInputStream(in());
        int count = 0;
        int matched = 0;
        while (matched < last.length) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException("The line ended after " + count + " bytes");
            }
            count++;
            matched = (byte) next == last[matched] ? matched + 1 : (byte) next == last[0] ? 1 : 0;
        }
        return count;
    }

    @Override
    public void close() throws Exception {
        socket.close();
    }
}
