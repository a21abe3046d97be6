package io.howdah.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** A port that nothing listens on, for a process that must be found at the same port when it is started again. */
public final class FreePort {

    private FreePort() {}

    /** Finds one on the loopback address; it is free until another process takes it. */
    public static int find() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }
}
