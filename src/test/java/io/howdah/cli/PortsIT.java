package io.howdah.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.config.SettingValues;
import io.howdah.config.Settings;
import io.howdah.runtime.source.StartException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Checks of ports before servers start on them. */
class PortsIT {

    private static final String HOST = "127.0.0.1";

    private final StringWriter out = new StringWriter();
    private ServerSocket occupied;

    @BeforeEach
    void occupyPort() throws IOException {
        occupied = new ServerSocket(0, 1, InetAddress.getByName(HOST));
    }

    @AfterEach
    void releasePort() throws IOException {
        occupied.close();
    }

    @Test
    void defaultPortInUseIsReplacedAndReported() {
        SettingValues values = SettingValues.load(List.of(), List.of(), Map.of());

        ports(values).fallBack(Settings.DEV_KAFKA_PORT, HOST, occupied.getLocalPort());

        String port = values.asMap().get(Settings.DEV_KAFKA_PORT);
        assertThat(port).isNotIn("9092", String.valueOf(occupied.getLocalPort()));
        assertThat(out.toString().lines())
                .containsExactly(
                        "howdah.dev.kafka-port: port " + occupied.getLocalPort() + " is in use; Howdah uses " + port);
    }

    @Test
    void configuredPortIsNotReplaced() {
        SettingValues values = SettingValues.load(List.of(), List.of(), Map.of("HOWDAH_DEV_KAFKA_PORT", "9092"));

        assertThatThrownBy(() -> ports(values).fallBack(Settings.DEV_KAFKA_PORT, HOST, occupied.getLocalPort()))
                .isInstanceOf(StartException.class)
                .hasMessageStartingWith("howdah.dev.kafka-port=" + occupied.getLocalPort() + " cannot be used on");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void freePortIsKept() throws IOException {
        SettingValues values = SettingValues.load(List.of(), List.of(), Map.of());
        int port = occupied.getLocalPort();
        occupied.close();

        ports(values).fallBack(Settings.HTTP_PORT, HOST, port);
        Ports.require(Settings.HTTP_PORT, HOST, 0);

        assertThat(values.asMap()).containsEntry(Settings.HTTP_PORT, "8080");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void addressOfAnotherMachineIsRefused() {
        assertThatThrownBy(() -> Ports.requireHost("192.0.2.1"))
                .hasMessageStartingWith("howdah.http.host=192.0.2.1 is not an address of this machine (");
        Ports.requireHost(HOST);
    }

    private Ports ports(SettingValues values) {
        return new Ports(values, new PrintWriter(out, true));
    }
}
