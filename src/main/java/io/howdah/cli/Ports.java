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
 * Checks that ports are free before servers start on them. In the dev profile, a default port that is in use is replaced
 * by a free one. A port that the user configured is never replaced.
 */
public final class Ports {

    private final SettingValues values;
    private final PrintWriter out;

    public Ports(SettingValues values, PrintWriter out) {
        this.values = values;
        this.out = out;
    }

    /**
     * Sets a key to a free port if its default port is in use.
     *
     * @throws StartException if the port is in use and the user configured it
     */
    public void fallBack(String key, String host, int port) {
        if (bindFailure(host, port).isEmpty()) {
            return;
        }
        if (values.isConfigured(key)) {
            require(key, host, port);
        }
        int free = freePort(host);
        values.override(key, Integer.toString(free), "a free port, because " + port + " is in use");
        out.println(key + ": port " + port + " is in use; Howdah uses " + free);
        out.flush();
    }

    /**
     * Checks that a port is free; 0 always is.
     *
     * @throws StartException if it is in use
     */
    public static void require(String key, String host, int port) {
        bindFailure(host, port).ifPresent(reason -> {
            throw new StartException(key + "=" + port + " cannot be used on " + host + " (" + reason
                    + "); stop the process that uses it, or set " + SettingValues.environmentName(key)
                    + " to another port");
        });
    }

    /**
     * Checks that an address belongs to this machine.
     *
     * @throws StartException if it does not
     */
    public static void requireHost(String host) {
        bindFailure(host, 0).ifPresent(reason -> {
            throw new StartException(Settings.HTTP_HOST + "=" + host + " is not an address of this machine (" + reason
                    + "); use 127.0.0.1 for clients on this machine only, or 0.0.0.0 for all clients");
        });
    }

    private static Optional<String> bindFailure(String host, int port) {
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
            throw new StartException("no port is free on " + host + " (" + e.getMessage() + ")");
        }
    }
}
