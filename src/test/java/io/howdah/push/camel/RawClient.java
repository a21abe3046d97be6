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

/** A client that speaks the handshake by hand, and then does as little as the test wants. */
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
        // Little room in the kernel, so that a client that does not read is soon noticed.
        socket.setReceiveBufferSize(4096);
        socket.setSoTimeout(20_000);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        in = new BufferedInputStream(socket.getInputStream());
        String request = "GET " + path + " HTTP/1.1\r\nHost: x\r\n" + kind
                + Arrays.stream(headers).map(header -> header + "\r\n").collect(Collectors.joining()) + "\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        head = answered ? readHead() : "";
    }

    /** One that asks for server-sent events. */
    public static RawClient events(int port, String path, String... headers) throws Exception {
        return new RawClient(port, path, EVENTS, true, headers);
    }

    /** One that has asked for a socket, and does not wait for the answer. */
    public static RawClient impatient(int port, String path, String... headers) throws Exception {
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

    /** The answer to the handshake, up to the empty line. */
    public String head() {
        return head;
    }

    /** The status of the answer, 101 for an open socket. */
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
     * @param first its first byte: {@code 0x81} is a whole text, {@code 0x01} the first part of one
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

    /** Reads the server's frames up to its close; returns the code of that. */
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

    /** Reads whatever comes until the server ends the connection; the answer is everything that came. */
    public byte[] readToEnd() throws Exception {
        return in().readAllBytes();
    }

    /** Reads until these bytes have come; returns how many came in all. */
    public int readUntil(byte[] last) throws Exception {
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

    /** Reads until this text has come; returns everything that came, a character for each byte. */
    public String readTextUntil(String last) throws Exception {
        StringBuilder text = new StringBuilder();
        byte[] part = new byte[64 * 1024];
        int from = 0;
        while (text.indexOf(last, from) < 0) {
            from = Math.max(0, text.length() - last.length());
            int count = in.read(part);
            if (count < 0) {
                throw new EOFException("The line ended after " + text.length() + " bytes");
            }
            text.append(new String(part, 0, count, StandardCharsets.ISO_8859_1));
        }
        return text.toString();
    }

    /** Goes without a word, as a process that is killed. */
    public void vanish() throws Exception {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws Exception {
        socket.close();
    }
}
