package io.howdah.describe;

import io.howdah.config.Origin;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import io.vertx.core.net.SocketAddress;

/**
 * Address of this server as a client reaches it.
 *
 * @param host the host, with the port unless it is the protocol's default, such as {@code 127.0.0.1:8080}
 * @param secure whether the client connects with TLS
 */
public record Address(String host, boolean secure) {

    /** Placeholder in descriptions that are not made for a client; the domain is reserved for examples (RFC 2606). */
    public static final Address EXAMPLE = new Address("howdah.example", true);

    /** Returns the address that a request was sent to. A proxy that terminates TLS sets {@code X-Forwarded-Proto}. */
    public static Address of(HttpServerRequest request) {
        boolean secure = request.isSSL() || "https".equalsIgnoreCase(request.getHeader("X-Forwarded-Proto"));
        HostAndPort authority = request.authority();
        if (authority == null || !Origin.isHost(authority.host())) {
            SocketAddress local = request.localAddress();
            return new Address(local.hostAddress() + ":" + local.port(), secure);
        }
        return new Address(authority.port() > 0 ? authority.host() + ":" + authority.port() : authority.host(), secure);
    }
}
