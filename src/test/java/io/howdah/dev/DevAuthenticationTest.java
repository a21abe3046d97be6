package io.howdah.dev;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import io.vertx.core.net.SocketAddress;
import java.lang.reflect.Proxy;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests without a token run as the demo user if they address this machine directly, not a foreign host name that resolves to it. */
class DevAuthenticationTest {

    private final DevAuthentication authentication =
            new DevAuthentication(token -> Future.failedFuture("no token is asked for"));

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, localhost, true",
        "127.0.0.1, 127.0.0.1, true",
        "192.168.1.5, 192.168.1.5, true",
        "192.168.1.5, localhost, true",
        "0:0:0:0:0:0:0:1, [::1], true",
        "127.0.0.1, evil.example, false",
        "127.0.0.1, localhost.evil.example, false",
        "192.168.1.5, evil.example, false",
        "192.168.1.5, 192.168.1.5.evil.example, false",
        "fd00:0:0:0:0:0:0:5, evil.example, false",
        "192.168.1.5,, false",
    })
    void requestsForAForeignHostNameAreAnonymous(String local, String host, boolean isDemoUser) {
        assertThat(authentication.withoutToken(request(local, host)).isPresent())
                .isEqualTo(isDemoUser);
    }

    private static HttpServerRequest request(String local, String host) {
        return (HttpServerRequest) Proxy.newProxyInstance(
                HttpServerRequest.class.getClassLoader(),
                new Class<?>[] {HttpServerRequest.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "localAddress" -> SocketAddress.inetSocketAddress(8080, local);
                    case "authority" -> host == null ? null : HostAndPort.create(host, 8080);
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }
}
