package io.howdah.config;

import com.mongodb.ConnectionString;
import com.mongodb.MongoConfigurationException;
import com.mongodb.MongoException;
import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Validates the settings {@code howdah.mongo.*}, each alone and together. */
final class MongoRules {

    static final String DATABASE = "howdah.mongo.database";
    static final String SYSTEM_DATABASE = "howdah.mongo.system-database";
    static final String CA_FILE = "howdah.mongo.tls-ca-file";
    static final String CERTIFICATE_FILE = "howdah.mongo.tls-certificate-file";

    private static final String SRV = "mongodb+srv://";
    private static final String FORBIDDEN = "/\\. \"$*<>:|?\0";
    private static final int MAX_NAME_LENGTH = 63;
    private static final Set<String> SERVER_DATABASES = Set.of("admin", "local", "config");

    private MongoRules() {}

    static MongoSettings check(SettingValues values) {
        ConnectionString connection = connection(values);
        String database = databaseName(values, DATABASE);
        String system = databaseName(values, SYSTEM_DATABASE);
        if (database.equalsIgnoreCase(system)) {
            throw new SettingException(SYSTEM_DATABASE, system, "must differ from " + DATABASE + " by more than case");
        }
        return new MongoSettings(
                connection,
                tls(values, connection),
                database,
                system,
                values.duration("howdah.mongo.connect-timeout"),
                values.duration("howdah.mongo.selection-timeout"),
                values.duration("howdah.mongo.read-timeout"));
    }

    private static String databaseName(SettingValues values, String key) {
        String name = values.text(key);
        if (name.getBytes(StandardCharsets.UTF_8).length > MAX_NAME_LENGTH
                || name.chars().anyMatch(c -> FORBIDDEN.indexOf(c) >= 0)) {
            throw new SettingException(
                    key,
                    name,
                    "must be at most " + MAX_NAME_LENGTH + " bytes without any of / \\ . \" $ * < > : | ? or a space");
        }
        if (SERVER_DATABASES.contains(name.toLowerCase(Locale.ROOT))) {
            throw new SettingException(key, name, "must not be a database of the server: admin, local or config");
        }
        return name;
    }

    private static ConnectionString connection(SettingValues values) {
        String uri = values.text(Settings.MONGO_URI);
        // Value and reason may contain a password, unless no user is named.
        boolean secret = uri.contains("@");
        String shown = secret ? Secrets.HIDDEN : uri;
        try {
            return new ConnectionString(uri);
        } catch (MongoConfigurationException e) {
            if (!uri.startsWith(SRV)) {
                throw refused(shown, e);
            }
            throw new SettingException(
                    Settings.MONGO_URI,
                    shown,
                    "needs DNS for its servers, but DNS does not answer (" + firstLine(e)
                            + "); correct the host, or give this process access to a name server");
        } catch (IllegalArgumentException | MongoException e) {
            throw refused(shown, e);
        }
    }

    private static SettingException refused(String shown, RuntimeException e) {
        return new SettingException(
                Settings.MONGO_URI,
                shown,
                "must be a MongoDB connection string, mongodb://host:port/?replicaSet=name, with the special"
                        + " characters of user and password percent-encoded"
                        + (shown.equals(Secrets.HIDDEN) ? "" : " (" + e.getMessage() + ")"));
    }

    private static String firstLine(Throwable e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }

    private static Optional<SSLContext> tls(SettingValues values, ConnectionString connection) {
        Optional<TlsFile> trust =
                TlsFile.read(values, CA_FILE, CA_FILE + "-password").map(file -> file.requireCertificates(CA_FILE));
        Optional<TlsFile> own = TlsFile.read(values, CERTIFICATE_FILE, CERTIFICATE_FILE + "-password")
                .map(file -> file.requireKey(CERTIFICATE_FILE).requireCertificates(CERTIFICATE_FILE));
        if (trust.isEmpty() && own.isEmpty()) {
            return Optional.empty();
        }
        String key = trust.isPresent() ? CA_FILE : CERTIFICATE_FILE;
        if (!Boolean.TRUE.equals(connection.getSslEnabled())) {
            throw new SettingException(key + " is set, but " + Settings.MONGO_URI
                    + " does not use TLS; add tls=true to it, or delete the key");
        }
        try {
            return Optional.of(context(trust, own));
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            throw new SettingException(CERTIFICATE_FILE + ": certificates and key cannot be used (" + firstLine(e)
                    + "); correct the file or " + CERTIFICATE_FILE + "-password");
        }
    }

    /** Creates an SSL context of the JDK. Netty reads PEM files for it, because the JDK itself reads only stores. */
    private static SSLContext context(Optional<TlsFile> trust, Optional<TlsFile> own)
            throws IOException, GeneralSecurityException {
        SslContextBuilder builder = SslContextBuilder.forClient().sslProvider(SslProvider.JDK);
        if (trust.isPresent()) {
            TlsFile file = trust.get();
            if (file.isPem()) {
                builder.trustManager(file.path().toFile());
            } else {
                TrustManagerFactory factory =
                        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
                factory.init(file.store());
                builder.trustManager(factory);
            }
        }
        if (own.isPresent()) {
            TlsFile file = own.get();
            if (file.isPem()) {
                builder.keyManager(
                        file.path().toFile(),
                        file.path().toFile(),
                        file.password().orElse(null));
            } else {
                KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
                factory.init(file.store(), file.password().orElse("").toCharArray());
                builder.keyManager(factory);
            }
        }
        return ((JdkSslContext) builder.build()).context();
    }
}
