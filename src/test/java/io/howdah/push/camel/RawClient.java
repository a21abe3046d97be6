package io.howdah.push.camel;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Client that writes the HTTP request itself and then does only what the test asks for. */
public final class RawClient implements AutoCloseable {
    private static final String UPGRADE = "Upgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
    private static final String EVENTS = "Accept: text/event-stream\r\n";

    private final Socket socket = new Socket();
    private final InputStream in;
    private final String head;

    public RawClient(int port, String path, String... headers) throws Exception {
        this(port, path, UPGRADE, true, headers);
    }

    private RawClient(int port, String path, String kind, boolean answered, String... headers) throws Exception {
        // A small kernel buffer, so that the server soon notices a client that does not read.
        socket.setReceiveBufferSize(4096);
        socket.setSoTimeout(20_000);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        in = new BufferedInputStream(socket.getInputStream());
        String request = "GET " + path + " HTTP/1.1\r\nHost: x\r\n" + kind
                + Arrays.stream(headers).map(header -> header + "\r\n").collect(Collectors.joining()) + "\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        head = answered ? readHead() : "";
    }

    /** Opens a stream of server-sent events. */
    public static RawClient events(int port, String path, String... headers) throws Exception {
        return new RawClient(port, path, EVENTS, true, headers);
    }

    /** Requests a WebSocket without waiting for the response. */
    public static RawClient requestOnly(int port, String path, String... headers) throws Exception {
        return new RawClient(port, path, UPGRADE, false, headers);
    }

    private String readHead() throws Exception {
        StringBuilder answer = new StringBuilder();
        while (answer.indexOf("\r\n\r\n") < 0) {
            int next = in().read();
            if (next < 0) {
                break;
            }
            answer.append((char) next);
        }
        return answer.toString();
    }

    /** The response's status line and headers. */
    public String head() {
        return head;
    }

    /** The response's status, 101 for an open socket. */
    public int status() {
        return Integer.parseInt(head.split(" ", 3)[1]);
    }

    public InputStream in() {
        return in;
    }

    public OutputStream out() throws Exception {
        return socket.getOutputStream();
    }

    /**
     * Sends a masked frame.
     *
     * @param first its first byte: {@code 0x81} for a whole text, {@code 0x01} for the first frame of one
     */
    public void frame(int first, byte[] payload) throws Exception {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.write(first);
        if (payload.length < 126) {
            frame.write(0x80 | payload.length);
        } else if (payload.length < 65_536) {
            frame.write(0x80 | 126);
            frame.write(payload.length >> 8);
            frame.write(payload.length);
        } else {
            frame.write(0x80 | 127);
            for (int shift = 56; shift >= 0; shift -= 8) {
                frame.write((int) ((long) payload.length >> shift));
            }
        }
        byte[] mask = {1, 2, 3, 4};
        frame.writeBytes(mask);
        for (int i = 0; i < payload.length; i++) {
            frame.write(payload[i] ^ mask[i % 4]);
        }
        out().write(frame.toByteArray());
    }

    /** Reads the server's frames until it closes; returns the close code. */
    public int readClose() throws Exception {
        DataInputStream frames = new DataInputStream(in());
        while (true) {
            int opcode = frames.readUnsignedByte() & 0x0f;
            int length = frames.readUnsignedByte();
            if (length == 126) {
                length = frames.readUnsignedShort();
            } else if (length == 127) {
                length = (int) frames.readLong();
            }
            byte[] payload = frames.readNBytes(length);
            if (opcode == 8) {
                return (payload[0] & 0xff) << 8 | payload[1] & 0xff;
            }
        }
    }

    /** Reads everything until the server closes the connection. */
    public byte[] readToEnd() throws Exception {
        return in().readAllBytes();
    }

    /** Reads until these bytes have arrived; returns the number of bytes read. */
    public int readUntil(byte[] last) throws Exception {
        int count = 0;
        int matched = 0;
        while (matched < last.length) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException("The connection ended after " + count + " bytes");
            }
            count++;
            matched = (byte) next == last[matched] ? matched + 1 : (byte) next == last[0] ? 1 : 0;
        }
        return count;
    }

    /** Reads until this text has arrived; returns everything read, one character per byte. */
    public String readTextUntil(String last) throws Exception {
        StringBuilder text = new StringBuilder();
        byte[] part = new byte[64 * 1024];
        int from = 0;
        while (text.indexOf(last, from) < 0) {
            from = Math.max(0, text.length() - last.length());
            int count = in.read(part);
            if (count < 0) {
                throw new EOFException("The connection ended after " + text.length() + " bytes");
            }
            text.append(new String(part, 0, count, StandardCharsets.ISO_8859_1));
        }
        return text.toString();
    }

    /** Resets the connection without closing it properly, like a killed process. */
    public void vanish() throws Exception {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws Exception {
        socket.close();
    }
}
