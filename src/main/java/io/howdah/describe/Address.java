package io.howdah.describe;

import io.howdah.config.Origin;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import io.vertx.core.net.SocketAddress;

/**
 * Where a client has reached this process, and so where it reaches the channels.
 *
 * @param host the host, with a port where it is not the protocol's own, such as {@code 127.0.0.1:8080}
 * @param secure whether by TLS
 */
public record Address(String host, boolean secure) {

    /** Where nobody is (RFC 2606), whoever asks. */
    public static final Address NOBODYS = new Address("howdah.example", true);

    /** The address that a request was sent to. A proxy that ends TLS says so by {@code X-Forwarded-Proto}. */
    public static Address of(HttpServerRequest request) {
        boolean secure = request.isSSL() || "https".equalsIgnoreCase(request.getHeader("X-Forwarded-Proto"));
        HostAndPort asked = request.authority();
        if (asked == null || !Origin.isHost(asked.host())) {
            SocketAddress here = request.localAddress();
            return new Address(here.hostAddress() + ":" + here.port(), secure);
        }
        return new Address(asked.port() > 0 ? asked.host() + ":" + asked.port() : asked.host(), secure);
    }
}
