package io.howdah.push.transport;

import java.time.Duration;

/**
 * Limits of one socket.
 *
 * @param messageBytes maximum size of a client's message
 * @param queueBytes maximum queue for a client that reads too slowly, in addition to the kernel's buffers; then the
 *     socket is closed
 * @param ping interval between pings; a client that has not answered the last one is disconnected
 * @param close how long a client may take to answer a close before it is disconnected
 */
public record SocketLimits(int messageBytes, int queueBytes, Duration ping, Duration close) {
    /**
     * Returns the default limits. A queue of 1 MiB holds a thousand events of usual size, and a hundred stalled clients
     * do not exhaust a small heap; 30 s between pings is below the idle timeouts of common proxies.
     */
    public static SocketLimits of(int messageBytes) {
        return new SocketLimits(messageBytes, 1024 * 1024, Duration.ofSeconds(30), Duration.ofSeconds(5));
    }

    /** Returns these limits with another maximum message size. */
    public SocketLimits withMessageBytes(int bytes) {
        return new SocketLimits(bytes, queueBytes, ping, close);
    }

    /** Returns these limits with another maximum queue. */
    public SocketLimits withQueueBytes(int bytes) {
        return new SocketLimits(messageBytes, bytes, ping, close);
    }
}
