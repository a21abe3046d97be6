package io.howdah.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientAddressTest {

    private final ClientAddress addresses = new ClientAddress(List.of("10.0.0.0/8", "::1/128", "2001:db8:1::/48"));

    @ParameterizedTest
    @CsvSource({
        "10.1.2.3, true",
        "11.1.2.3, false",
        "0:0:0:0:0:0:0:1, true",
        "2001:db8:1:2::3, true",
        "2001:db8:2::3, false",
        "unknown, false",
        "evil.example, false",
        "'', false"
    })
    void trustsTheNetworksThatItIsTold(String address, boolean trusted) {
        assertThat(addresses.isTrusted(address)).isEqualTo(trusted);
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, '', 192.0.2.1",
        // Who is no proxy writes what they like.
        "192.0.2.1, 203.0.113.9, 192.0.2.1",
        "10.0.0.1, 203.0.113.9, 203.0.113.9",
        "10.0.0.1, '198.51.100.1, 203.0.113.9', 203.0.113.9",
        "10.0.0.1, '198.51.100.1, 203.0.113.9, 10.0.0.2', 203.0.113.9",
        "10.0.0.1, '203.0.113.9, unknown', 10.0.0.1",
        "10.0.0.1, '203.0.113.9,', 10.0.0.1",
        "10.0.0.1, 203.0.113.9:4711, 203.0.113.9",
        "10.0.0.1, '[2001:db8:9::1]:4711', 2001:db8:9:0:0:0:0:1",
        "10.0.0.1, 2001:db8:9::1, 2001:db8:9:0:0:0:0:1",
        // All of them are proxies: the first one asks for itself.
        "10.0.0.1, '10.0.0.3, 10.0.0.2', 10.0.0.3"
    })
    void takesTheLastAddressThatIsNoProxys(String peer, String forwarded, String client) {
        assertThat(addresses.of(peer, forwarded)).isEqualTo(client);
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, true",
        "127.9.9.9, true",
        "0:0:0:0:0:0:0:1, true",
        "::1, true",
        "128.0.0.1, false",
        "::1f, false",
        "localhost, false"
    })
    void knowsThisMachine(String address, boolean loopback) {
        assertThat(ClientAddress.isLoopback(address)).isEqualTo(loopback);
    }
}
