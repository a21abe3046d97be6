package io.howdah.testing;

import com.mongodb.MongoCommandException;
import com.mongodb.ServerAddress;
import com.mongodb.client.FindIterable;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;
import org.bson.Document;
import org.bson.conversions.Bson;

/** A client that is answered like one of a sharded cluster where it asks for that, and else by the server that it is of. */
public final class StubRouter {

    private static final int UNAUTHORIZED = 13;

    private final MongoClient client;
    private final Map<String, Document> shardKeys = new ConcurrentHashMap<>();
    private boolean configForbidden;
    private boolean statsForbidden;

    /** Creates a router in addition to this client. */
    public StubRouter(MongoClient client) {
        this.client = client;
    }

    /** Reports a collection as sharded. */
    public StubRouter shard(String collection, Document key) {
        shardKeys.put(collection, key);
        return this;
    }

    /** Refuses to show the shard keys. */
    public StubRouter forbidConfig() {
        configForbidden = true;
        return this;
    }

    /** Refuses to say which collections are sharded. */
    public StubRouter forbidStats() {
        statsForbidden = true;
        return this;
    }

    /** Return the client. */
    public MongoClient client() {
        return proxy(MongoClient.class, (proxy, method, arguments) -> {
            if (!method.getName().equals("getDatabase")) {
                return delegate(client, method, arguments);
            }
            String name = (String) arguments[0];
            return name.equals("config") ? config() : database(client.getDatabase(name));
        });
    }

    private MongoDatabase database(MongoDatabase database) {
        return proxy(MongoDatabase.class, (proxy, method, arguments) -> {
            if (method.getName().equals("runCommand") && arguments[0] instanceof Document command) {
                if (command.containsKey("isMaster")) {
                    return new Document("msg", "isdbgrid").append("ok", 1.0);
                }
                if (command.containsKey("collStats")) {
                    require(!statsForbidden);
                    return new Document("sharded", shardKeys.containsKey(command.getString("collStats")));
                }
            }
            return delegate(database, method, arguments);
        });
    }

    private MongoDatabase config() {
        return proxy(
                MongoDatabase.class,
                (proxy, method, arguments) ->
                        proxy(MongoCollection.class, (collection, find, filter) -> keys((Bson) filter[0])));
    }

    private FindIterable<?> keys(Bson filter) {
        String id = filter.toBsonDocument().getString("_id").getValue();
        return proxy(FindIterable.class, (found, first, none) -> {
            require(!configForbidden);
            Document key = shardKeys.get(id.substring(id.indexOf('.') + 1));
            return key == null ? null : new Document("_id", id).append("key", key);
        });
    }

    private static void require(boolean allowed) {
        if (!allowed) {
            throw new MongoCommandException(
                    new BsonDocument("code", new BsonInt32(UNAUTHORIZED)).append("errmsg", new BsonString("no")),
                    new ServerAddress());
        }
    }

    private static Object delegate(Object of, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(of, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(StubRouter.class.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
