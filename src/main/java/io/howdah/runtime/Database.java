package io.howdah.runtime;

import com.mongodb.MongoClientSettings;
import com.mongodb.MongoException;
import com.mongodb.MongoSocketException;
import com.mongodb.MongoSocketReadTimeoutException;
import com.mongodb.MongoTimeoutException;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoClient;
import com.mongodb.event.ClusterListener;
import io.howdah.config.MongoSettings;
import io.howdah.config.Settings;
import io.howdah.model.ReadModel;
import io.howdah.model.ReadModels;
import io.howdah.runtime.source.StartException;
import io.howdah.runtime.source.StartFailure;
import io.howdah.store.ModelCollections;
import io.howdah.store.Sharding;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.bson.Document;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Connects to the database of the read models and prepares its indexes. */
public final class Database {

    private static final Logger LOG = LoggerFactory.getLogger(Database.class);

    /** Error codes of a server that is not the primary, from the drivers' specification of server discovery. */
    private static final Set<Integer> NO_PRIMARY = Set.of(91, 189, 10058, 10107, 11600, 11602, 13435, 13436);

    private Database() {}

    /**
     * Connects and checks that the server is a replica set.
     *
     * @param presence gets the events of the connection
     * @throws StartException if the server does not answer in time, rejects the connection or is not a replica set
     */
    public static MongoClient connect(MongoSettings settings, ClusterListener presence) {
        // A client of its own, because the timeout of the start differs from that of operations.
        try (MongoClient probe = client(settings, settings.connectTimeout(), new ClusterListener() {})) {
            check(probe, settings);
        }
        Integer own = settings.connection().getServerSelectionTimeout();
        return client(settings, own == null ? settings.selectionTimeout() : Duration.ofMillis(own), presence);
    }

    private static MongoClient client(MongoSettings settings, Duration selectionTimeout, ClusterListener presence) {
        PrimaryWatch primaries = new PrimaryWatch();
        MongoClientSettings.Builder client = MongoClientSettings.builder()
                .applyConnectionString(settings.connection())
                .applicationName("howdah")
                .writeConcern(WriteConcern.MAJORITY)
                .applyToSslSettings(ssl -> settings.tls().ifPresent(ssl::context))
                .applyToSocketSettings(
                        socket -> socket.readTimeout(readTimeout(settings).toMillis(), TimeUnit.MILLISECONDS))
                .applyToClusterSettings(
                        cluster -> cluster.serverSelectionTimeout(selectionTimeout.toMillis(), TimeUnit.MILLISECONDS)
                                .addClusterListener(presence)
                                .addClusterListener(primaries));
        return primaries.connect(client.build());
    }

    private static Duration readTimeout(MongoSettings settings) {
        Integer own = settings.connection().getSocketTimeout();
        return own == null ? settings.readTimeout() : Duration.ofMillis(own);
    }

    /**
     * Creates the missing indexes of the read models. Never drops an index, and leaves external collections alone.
     *
     * @throws StartException if the server refuses an index, or a collection has an unsupported shard key
     */
    static void createIndexes(ModelCollections collections, ReadModels models) {
        Sharding sharding = collections.sharding();
        sharding.obstacleToPointers().ifPresent(Database::refuse);
        for (ReadModel model : models.all()) {
            if (model.isExternal()) {
                continue;
            }
            sharding.obstacleToIngest(collections.nameOf(model)).ifPresent(Database::refuse);
            String name = collections.of(model).getNamespace().getFullName();
            try {
                createIndexes(collections, model);
            } catch (MongoException e) {
                throw new StartException(
                        Settings.MONGO_URI + ": an index on " + name + " is refused (" + StartFailure.oneLine(e)
                                + "); give the user readWrite on the database, or drop an older index of that name",
                        e);
            }
        }
    }

    private static void refuse(String reason) {
        throw new StartException(Settings.MONGO_URI + ": " + reason);
    }

    /** Creates the indexes and waits for them. If it takes longer than the read timeout, the server continues, so a repeated command waits on. */
    private static void createIndexes(ModelCollections collections, ReadModel model) {
        boolean done = false;
        while (!done) {
            try {
                collections.createIndexes(collections.nameOf(model), model.indexes());
                done = true;
            } catch (MongoSocketReadTimeoutException e) {
                LOG.atInfo()
                        .addKeyValue("collection", collections.nameOf(model))
                        .log("Howdah waits for MongoDB to build the indexes");
            }
        }
    }

    /** Returns whether a failure has the cause that MongoDB has no primary, as during an election. */
    static boolean isElection(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
                .anyMatch(cause -> cause instanceof MongoSocketException
                        || cause instanceof MongoTimeoutException
                        || (cause instanceof MongoException mongo && NO_PRIMARY.contains(mongo.getCode())));
    }

    private static void check(MongoClient client, MongoSettings settings) {
        String hosts = Settings.MONGO_URI + " ("
                + String.join(",", settings.connection().getHosts()) + ")";
        try {
            client.getDatabase("admin").runCommand(new Document("ping", 1));
        } catch (MongoTimeoutException e) {
            throw new StartException(
                    hosts + " gives no answer within "
                            + settings.connectTimeout().toMillis() + " ms" + obstacle(client),
                    e);
        } catch (MongoException e) {
            throw new StartException(
                    hosts + " refuses the connection (" + StartFailure.oneLine(e)
                            + "); correct the user, the password or authSource in the setting",
                    e);
        }
        boolean streams = client.getClusterDescription().getServerDescriptions().stream()
                .anyMatch(server -> server.isReplicaSetMember() || server.isShardRouter());
        if (!streams) {
            throw new StartException(
                    hosts + " is not a replica set, and change streams need one; start it with --replSet");
        }
    }

    /** Returns the driver's reason, if there is one, and the fix. */
    private static String obstacle(MongoClient client) {
        MongoException srv = client.getClusterDescription().getSrvResolutionException();
        if (srv != null) {
            return " (" + StartFailure.firstLine(srv) + "); correct the host of mongodb+srv://, or the name server";
        }
        return client.getClusterDescription().getServerDescriptions().stream()
                .flatMap(server -> Stream.iterate(server.getException(), Objects::nonNull, Throwable::getCause))
                .filter(cause -> cause instanceof SSLException || cause instanceof CertificateException)
                .findFirst()
                .map(cause -> " (" + StartFailure.firstLine(cause) + "); if the server's certificate is of a CA of your"
                        + " own, set howdah.mongo.tls-ca-file, if it has no TLS, delete tls from the setting")
                .orElse("; start MongoDB there or correct the setting");
    }
}
