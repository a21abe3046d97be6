package io.howdah.http;

import io.howdah.config.TlsFiles;
import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * The certificate that a port presents, replaceable during handshakes. Vert.x's own replacement (4.5.27) refuses clients
 * meanwhile, and all clients after a failure.
 */
final class ServedKey extends X509ExtendedKeyManager {

    /**
     * A handshake reads the key several times and must get the same one; the number identifies the one that it started
     * with.
     */
    private record Generation(int number, TlsFiles.Content content) {}

    private volatile List<Generation> lastTwo;

    ServedKey(TlsFiles.Content content) {
        lastTwo = List.of(new Generation(0, content));
    }

    /** Returns the certificate for new handshakes. */
    TlsFiles.Content current() {
        return lastTwo.get(0).content();
    }

    /** Replaces the certificate. */
    synchronized void change(TlsFiles.Content content) {
        Generation former = lastTwo.get(0);
        lastTwo = List.of(new Generation(former.number() + 1, content), former);
    }

    @Override
    public @Nullable String chooseEngineServerAlias(String type, Principal @Nullable [] issuers, SSLEngine engine) {
        return alias(type);
    }

    @Override
    public @Nullable String chooseServerAlias(String type, Principal @Nullable [] issuers, Socket socket) {
        return alias(type);
    }

    @Override
    public String @Nullable [] getServerAliases(String type, Principal @Nullable [] issuers) {
        String alias = alias(type);
        return alias == null ? null : new String[] {alias};
    }

    private @Nullable String alias(String type) {
        Generation newest = lastTwo.get(0);
        return newest.content().key().getAlgorithm().equals(type) ? String.valueOf(newest.number()) : null;
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
        return of(alias).chain().toArray(X509Certificate[]::new);
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
        return of(alias).key();
    }

    private TlsFiles.Content of(String alias) {
        List<Generation> known = lastTwo;
        return known.stream()
                .filter(generation -> String.valueOf(generation.number()).equals(alias))
                .findFirst()
                .orElse(known.get(0))
                .content();
    }

    @Override
    public String @Nullable [] getClientAliases(String type, Principal @Nullable [] issuers) {
        return null;
    }

    @Override
    public @Nullable String chooseClientAlias(String[] types, Principal @Nullable [] issuers, Socket socket) {
        return null;
    }
}
