package io.howdah.config;

import com.mongodb.ConnectionString;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * Settings of the connection to MongoDB.
 *
 * @param connection the replica set to connect to
 * @param tls trusted and own certificates for TLS; empty for the defaults of the JDK
 * @param database the database that holds the read models
 * @param systemDatabase the database of Howdah's own state, outside the change stream of the read models
 * @param connectTimeout how long the start waits for the server before it fails
 * @param selectionTimeout how long an operation waits for a usable server
 * @param readTimeout how long Howdah waits for a response before it closes the connection
 */
public record MongoSettings(
        ConnectionString connection,
        Optional<SSLContext> tls,
        String database,
        String systemDatabase,
        Duration connectTimeout,
        Duration selectionTimeout,
        Duration readTimeout) {

    /** Returns a text without the credentials of the connection. */
    @Override
    public String toString() {
        return "MongoSettings[hosts=" + connection.getHosts() + ", database=" + database + ", systemDatabase="
                + systemDatabase + "]";
    }
}
