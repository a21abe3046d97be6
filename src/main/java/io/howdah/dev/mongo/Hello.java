package io.howdah.dev.mongo;

import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.wire.BsonConstants;
import de.bwaldvogel.mongo.wire.MongoWireProtocolHandler;
import io.netty.channel.Channel;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.List;

/** Reply of the handshake: the primary of a replica set with one member, at the address that the client connected to. */
final class Hello {

    static final String REPLICA_SET = "howdah";

    static final int WIRE_VERSION = 8;

    private static final int MAX_WRITE_BATCH_SIZE = 100_000;
    private static final int SESSION_MINUTES = 30;

    private Hello() {}

    static Document reply(Channel channel, Document query, BoundedOplog oplog, Clock clock) {
        InetSocketAddress address = (InetSocketAddress) channel.localAddress();
        String me = NetUtil.toSocketAddressString(address);
        Document reply = new Document(query.containsKey("hello") ? "isWritablePrimary" : "ismaster", true)
                .append("secondary", false)
                .append("readOnly", false)
                .append("setName", REPLICA_SET)
                .append("setVersion", 1)
                .append("hosts", List.of(me))
                .append("primary", me)
                .append("me", me)
                .append("lastWrite", lastWrite(oplog, clock))
                .append("maxBsonObjectSize", BsonConstants.MAX_BSON_OBJECT_SIZE)
                .append("maxMessageSizeBytes", MongoWireProtocolHandler.MAX_MESSAGE_SIZE_BYTES)
                .append("maxWriteBatchSize", MAX_WRITE_BATCH_SIZE)
                .append("logicalSessionTimeoutMinutes", SESSION_MINUTES)
                .append("minWireVersion", 0)
                .append("maxWireVersion", WIRE_VERSION)
                .append("localTime", clock.instant());
        if (Utils.isTrue(query.get("helloOk"))) {
            reply.append("helloOk", true);
        }
        reply.putAll(ServerErrors.okay());
        return reply;
    }

    private static Document lastWrite(BoundedOplog oplog, Clock clock) {
        return new Document("opTime", new Document("ts", oplog.last()).append("t", 1L))
                .append("lastWriteDate", clock.instant())
                .append("majorityOpTime", new Document("ts", oplog.committed()).append("t", 1L))
                .append("majorityWriteDate", clock.instant());
    }
}
