package io.howdah.config;

import com.mongodb.ConnectionString;
import java.time.Duration;

/**
 * The database of the read models.
 *
 * @param connection the replica set to connect to
 * @param database the database that holds the read models
 * @param systemDatabase the database of what Howdah itself must remember, apart from the read models' change stream
 * @param connectTimeout how long the start waits for the server before it gives up
 */
public record MongoSettings(
        ConnectionString connection, String database, String systemDatabase, Duration connectTimeout) {}
