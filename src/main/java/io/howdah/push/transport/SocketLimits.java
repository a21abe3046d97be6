package io.howdah.push.transport;

import java.time.Duration;

/**
 * What one socket may cost.
 *
 * @param messageBytes the largest message that a client may send
 * @param queueBytes what may wait for a client that reads too slowly, beyond the kernel's own buffers, before it is closed
 * @param ping how often a client is asked whether it is there; one that has not answered by the next time is cut off
 * @param close how long a client may take to answer a close before it is cut off
 */
public record SocketLimits(int messageBytes, int queueBytes, Duration ping, Duration close) {
    /**
     * 1 MiB holds a thousand frames of usual size, and a hundred clients that stall do not exhaust a small heap; 30 s is
     * below the idle time-outs of the proxies in use.
     */
    public static SocketLimits of(int messageBytes) {
        return new SocketLimits(messageBytes, 1024 * 1024, Duration.ofSeconds(30), Duration.ofSeconds(5));
    }

    /** The same for larger messages. */
    public SocketLimits withMessageBytes(int bytes) {
        return new SocketLimits(bytes, queueBytes, ping, close);
    }

    /** The same with another bound for what may wait. */
    public SocketLimits withQueueBytes(int bytes) {
        return new SocketLimits(messageBytes, bytes, ping, close);
    }
}
