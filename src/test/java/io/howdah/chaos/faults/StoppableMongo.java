package io.howdah.chaos.faults;

import com.mongodb.ConnectionString;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import io.howdah.dev.mongo.EmbeddedMongo;
import java.io.IOException;
import java.net.InetSocketAddress;
import org.bson.Document;

/**
 * A MongoDB that goes away and comes back: an embedded one, or the external one of the test run, which a proxy in front of its
 * primary makes unreachable.
 */
public final class StoppableMongo implements AutoCloseable {

    private static final String HOST = "127.0.0.1";

    private final String uri;
    private final EmbeddedMongo embedded;
    private final TcpProxy proxy;

    private StoppableMongo(String uri, EmbeddedMongo embedded, TcpProxy proxy) {
        this.uri = uri;
        this.embedded = embedded;
        this.proxy = proxy;
    }

    public static StoppableMongo start() throws IOException {
        String external = System.getProperty("howdah.test.mongo-uri", "");
        if (external.isBlank()) {
            EmbeddedMongo embedded = EmbeddedMongo.start(HOST, 0);
            return new StoppableMongo(embedded.uri(), embedded, null);
        }
        TcpProxy proxy = TcpProxy.start(WireProtocol.MONGO, HOST, 0, primary(external));
        return new StoppableMongo(uriBy(external, proxy.port()), null, proxy);
    }

    public String uri() {
        return uri;
    }

    public void suspend() {
        if (embedded != null) {
            embedded.suspend();
        } else {
            proxy.refuse();
        }
    }

    public void resume() throws IOException {
        if (embedded != null) {
            embedded.resume();
        } else {
            proxy.admit();
        }
    }

    @Override
    public void close() throws IOException {
        if (embedded != null) {
            embedded.close();
        } else {
            proxy.close();
        }
    }

    static InetSocketAddress primary(String uri) {
        try (MongoClient client = MongoClients.create(new ConnectionString(uri))) {
            String primary = client.getDatabase("admin")
                    .runCommand(new Document("hello", 1))
                    .getString("primary");
            int colon = primary.lastIndexOf(':');
            return new InetSocketAddress(primary.substring(0, colon), Integer.parseInt(primary.substring(colon + 1)));
        }
    }

    /** The connection string that leads to the primary by way of a port on this machine. */
    static String uriBy(String uri, int port) {
        String led = uri.replaceFirst("^(mongodb://(?:[^@/]*@)?)[^/?]+", "$1127.0.0.1:" + port);
        String separator = led.contains("?") ? "&" : led.endsWith("/") ? "?" : "/?";
        return led + separator + "directConnection=true";
    }
}
