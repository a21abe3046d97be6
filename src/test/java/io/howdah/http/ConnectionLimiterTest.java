package io.howdah.http;

import static io.howdah.http.RunningServers.edge;
import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.config.EdgeSettings;
import io.howdah.http.EdgeRefusals.Reason;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ConnectionLimiterTest {

    private static final String HERE = "192.0.2.1";
    private static final String THERE = "192.0.2.2";
    private static final String PROXY = "10.1.2.3";

    private final SetClock clock = new SetClock();
    private final EdgeSettings limits = edge(Map.of(
            "HOWDAH_HTTP_MAX_CONNECTIONS", "5",
            "HOWDAH_HTTP_MAX_CONNECTIONS_PER_ADDRESS", "3",
            "HOWDAH_HTTP_CONNECTIONS_PER_SECOND_PER_ADDRESS", "2",
            "HOWDAH_HTTP_TRUSTED_PROXIES", "10.0.0.0/8"));
    private final ConnectionLimiter connections =
            new ConnectionLimiter(limits, new ClientAddress(List.of("10.0.0.0/8")), clock);

    @Test
    void anAddressOpensAsManyAtOnceAsItMayHaveAndThenSoManyEachSecond() {
        // Given
        openAndClose(connections, HERE, 3);

        // When, Then
        assertThat(connections.enter(HERE)).contains(Reason.CONNECTION_RATE);
        assertThat(connections.open()).isZero();
        assertThat(connections.enter(THERE)).isEmpty();

        // When
        clock.forward(TimeUnit.SECONDS.toNanos(1));

        // Then
        openAndClose(connections, HERE, 2);
        assertThat(connections.enter(HERE)).contains(Reason.CONNECTION_RATE);
    }

    @Test
    void aPauseThatIsTooShortForAllOfThemBringsBackOnlyAsManyAsItIsLong() {
        // Given: 300 at once, and a hundred seconds until as many again
        EdgeSettings slow = edge(Map.of(
                "HOWDAH_HTTP_MAX_CONNECTIONS_PER_ADDRESS", "300",
                "HOWDAH_HTTP_CONNECTIONS_PER_SECOND_PER_ADDRESS", "3",
                "HOWDAH_HTTP_TRUSTED_PROXIES", ""));
        ConnectionLimiter slowly = new ConnectionLimiter(slow, new ClientAddress(List.of()), clock);
        openAndClose(slowly, HERE, 300);

        // When
        clock.forward(TimeUnit.SECONDS.toNanos(70));

        // Then
        openAndClose(slowly, HERE, 210);
        assertThat(slowly.enter(HERE)).contains(Reason.CONNECTION_RATE);
    }

    @Test
    void whatHasNoPlaceCountsForNothing() {
        // Given
        for (int i = 0; i < 3; i++) {
            assertThat(connections.enter(HERE)).isEmpty();
        }
        clock.forward(TimeUnit.SECONDS.toNanos(1));

        // When
        for (int i = 0; i < 100; i++) {
            assertThat(connections.enter(HERE)).contains(Reason.ADDRESS);
        }

        // Then
        assertThat(connections.open()).isEqualTo(3);
        connections.leave(HERE);
        assertThat(connections.enter(HERE)).isEmpty();
    }

    @Test
    void aTrustedProxyHasOnlyTheBoundOfThePort() {
        // Given
        openAndClose(connections, PROXY, 100);

        // When
        for (int i = 0; i < 5; i++) {
            assertThat(connections.enter(PROXY)).isEmpty();
        }

        // Then
        assertThat(connections.enter(PROXY)).contains(Reason.CONNECTIONS);
        assertThat(connections.enter(HERE)).contains(Reason.CONNECTIONS);
    }

    private static void openAndClose(ConnectionLimiter connections, String address, int times) {
        for (int i = 0; i < times; i++) {
            assertThat(connections.enter(address)).isEmpty();
            connections.leave(address);
        }
    }
}
