package io.howdah.cli;

import io.howdah.config.SettingValues;
import io.howdah.config.Settings;
import io.howdah.runtime.source.StartException;
import io.howdah.runtime.source.StartFailure;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Optional;

/**
 * Looks whether ports are free before anything is started on them. A default that is taken falls back to a free port in
 * the dev profile; a port that somebody asked for never does.
 */
public final class Ports {

    private final SettingValues values;
    private final PrintWriter out;

    public Ports(SettingValues values, PrintWriter out) {
        this.values = values;
        this.out = out;
    }

    /**
     * Takes another port where a default one is taken.
     *
     * @throws StartException if a port that was asked for is taken
     */
    public void fallBack(String key, String host, int port) {
        if (obstacle(host, port).isEmpty()) {
            return;
        }
        if (values.isConfigured(key)) {
            require(key, host, port);
        }
        int free = freePort(host);
        values.override(key, Integer.toString(free), "a free port, because " + port + " is taken");
        out.println(key + ": port " + port + " is taken, " + free + " is used instead");
        out.flush();
    }

    /**
     * Checks that a port can be listened on; 0 always can.
     *
     * @throws StartException if it is taken
     */
    public static void require(String key, String host, int port) {
        obstacle(host, port).ifPresent(reason -> {
            throw new StartException(key + "=" + port + " cannot be listened on at " + host + " (" + reason
                    + "); stop what listens there, or set " + SettingValues.environmentName(key)
                    + " to another port");
        });
    }

    /**
     * Checks that an address is one of this machine.
     *
     * @throws StartException if it is not
     */
    public static void requireHost(String host) {
        obstacle(host, 0).ifPresent(reason -> {
            throw new StartException(Settings.HTTP_HOST + "=" + host + " is no address of this machine (" + reason
                    + "); 127.0.0.1 is for this machine alone, 0.0.0.0 for all that can reach it");
        });
    }

    private static Optional<String> obstacle(String host, int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(host, port));
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(StartFailure.oneLine(e));
        }
    }

    private static int freePort(String host) {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(host))) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new StartException("no free port on " + host + ": " + e.getMessage());
        }
    }
}
