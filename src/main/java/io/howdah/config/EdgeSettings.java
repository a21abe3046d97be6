package io.howdah.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Settings of the HTTP edge: origins, proxies, limits for unauthenticated clients, and TLS.
 *
 * @param allowedOrigins allowed origins of pages, in addition to this host
 * @param trustedProxies networks of proxies with a trusted X-Forwarded-For, as {@code address/bits}
 * @param maxHeaderBytes maximum size of a request line, and of all header lines of a request together
 * @param headTimeout maximum time for the head of a connection's first request
 * @param bodyTimeout maximum time for a request's body after its head
 * @param keepAlive maximum idle time of a connection after a response
 * @param maxConnections maximum connections of each port
 * @param maxConnectionsPerAddress maximum connections of one address
 * @param connectionsPerSecondPerAddress maximum new connections of one address per second, after a burst up to its maximum
 * @param requestsPerSecond maximum requests per second of one subject, or of one address for anonymous clients
 * @param failuresPerSecond maximum requests with an invalid token per second of one address; further ones are not checked
 * @param tls certificate and key of the application port, if it serves HTTPS
 * @param managementTls whether the management port serves HTTPS too, with the same certificate
 */
public record EdgeSettings(
        Set<Origin> allowedOrigins,
        List<String> trustedProxies,
        int maxHeaderBytes,
        Duration headTimeout,
        Duration bodyTimeout,
        Duration keepAlive,
        int maxConnections,
        int maxConnectionsPerAddress,
        int connectionsPerSecondPerAddress,
        int requestsPerSecond,
        int failuresPerSecond,
        Optional<TlsFiles> tls,
        boolean managementTls) {

    /** Copies the collections. */
    public EdgeSettings {
        allowedOrigins = Set.copyOf(allowedOrigins);
        trustedProxies = List.copyOf(trustedProxies);
    }
}
