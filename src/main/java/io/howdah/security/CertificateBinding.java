package io.howdah.security;

import io.howdah.security.AuthenticationException.Reason;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/**
 * Checks tokens that are bound to a certificate (RFC 8705): the client must have proved in TLS that it has the
 * certificate. The certificate's issuer does not matter, because the token names exactly this certificate.
 */
public final class CertificateBinding {

    /** Path of the claim with the certificate's thumbprint. */
    public static final String CLAIM = "cnf.x5t#S256";

    private CertificateBinding() {}

    /** Returns the SHA-256 thumbprint of the certificate of a request's client, in base64url; empty if the client has none. */
    public static Optional<String> thumbprint(HttpServerRequest request) {
        SSLSession tls = request.sslSession();
        if (tls == null) {
            return Optional.empty();
        }
        try {
            byte[] certificate = tls.getPeerCertificates()[0].getEncoded();
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(certificate);
            return Optional.of(Base64.getUrlEncoder().withoutPadding().encodeToString(digest));
        } catch (SSLPeerUnverifiedException e) {
            // The client presented no certificate.
            return Optional.empty();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has SHA-256, and encodes certificates that it has read", e);
        }
    }

    /** Returns the session, or fails with BINDING if its token is bound to another certificate than the client's. */
    static Future<Session> check(Session session, Supplier<Optional<String>> thumbprint) {
        return session.principal().claim(CLAIM).stream()
                        .allMatch(
                                bound -> thumbprint.get().filter(bound::equals).isPresent())
                ? Future.succeededFuture(session)
                : Future.failedFuture(new AuthenticationException(
                        Reason.BINDING, "The token is bound to a certificate that the connection does not have."));
    }
}
