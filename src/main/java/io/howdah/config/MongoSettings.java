package io.howdah.config;

import com.mongodb.ConnectionString;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * The database of the read models.
 *
 * @param connection the replica set to connect to
 * @param tls what is trusted and shown when the connection uses TLS; nothing for what the JDK trusts
 * @param database the database that holds the read models
 * @param systemDatabase the database of what Howdah itself must remember, apart from the read models' change stream
 * @param connectTimeout how long the start waits for the server before it gives up
 * @param selectionTimeout how long an operation of the running process waits for a server that can do it
 * @param readTimeout how long a server may be silent before its connection is given up
 */
public record MongoSettings(
        ConnectionString connection,
        Optional<SSLContext> tls,
        String database,
        String systemDatabase,
        Duration connectTimeout,
        Duration selectionTimeout,
        Duration readTimeout) {

    /** Without the credentials of the connection. */
    @Override
    public String toString() {
        return "MongoSettings[hosts=" + connection.getHosts() + ", database=" + database + ", systemDatabase="
                + systemDatabase + "]";
    }
}
