package io.howdah.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What strangers may cost, whose pages may ask, and how the ports are encrypted.
 *
 * @param allowedOrigins whose pages may ask, beside those of this host
 * @param trustedProxies the networks whose word on the client's address is taken, as {@code address/bits}
 * @param maxHeaderBytes how long a request line may be, and how long all header lines of a request together
 * @param headTimeout how long a new connection may take for the head of its first request
 * @param bodyTimeout how long a request's body may take after its head
 * @param keepAlive how long a connection may be idle after an answer
 * @param maxConnections how many connections each port takes
 * @param maxConnectionsPerAddress how many of them from one address
 * @param connectionsPerSecondPerAddress how many one address may open each second, after as many at once as it may have
 * @param requestsPerSecond how many requests one subject, or one address that nobody vouches for, may send
 * @param failuresPerSecond how many requests of one address may fail for their token each second before it is not listened to
 * @param tls the certificate of the application port, if it speaks TLS
 * @param managementTls whether the management port speaks TLS too, with the same certificate
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

    /** Copies what it is given. */
    public EdgeSettings {
        allowedOrigins = Set.copyOf(allowedOrigins);
        trustedProxies = List.copyOf(trustedProxies);
    }
}
