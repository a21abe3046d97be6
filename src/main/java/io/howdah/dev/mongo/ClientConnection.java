package io.howdah.dev.mongo;

import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.wire.message.ClientRequest;
import de.bwaldvogel.mongo.wire.message.MessageHeader;
import de.bwaldvogel.mongo.wire.message.MongoMessage;
import de.bwaldvogel.mongo.wire.message.MongoQuery;
import de.bwaldvogel.mongo.wire.message.MongoReply;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import java.io.IOException;
import java.util.concurrent.ExecutorService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connection of a client. Its commands run one after another on its own thread, so that a waiting {@code getMore} does not block other
 * clients.
 */
final class ClientConnection extends SimpleChannelInboundHandler<ClientRequest> {

    private static final Logger LOG = LoggerFactory.getLogger(ClientConnection.class);

    private final EmbeddedBackend backend;
    private final ExecutorService worker;
    private int replies;

    ClientConnection(EmbeddedBackend backend, ExecutorService worker) {
        this.backend = backend;
        this.worker = worker;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, ClientRequest request) {
        worker.execute(() -> answer(ctx, request));
    }

    private void answer(ChannelHandlerContext ctx, ClientRequest request) {
        if (!ctx.channel().isActive()) {
            return;
        }
        if (request instanceof OneWayMessage message) {
            backend.handleMessage(message);
        } else if (request instanceof MongoMessage message) {
            Document reply = backend.handleMessage(message);
            send(ctx, new MongoMessage(ctx.channel(), header(request), reply));
        } else if (request instanceof MongoQuery query) {
            Document reply = handshake(query);
            send(ctx, new MongoReply(header(request), reply));
        }
    }

    private static void send(ChannelHandlerContext ctx, Object message) {
        var unused = ctx.writeAndFlush(message, ctx.voidPromise());
    }

    /** Executes the handshake, the only command that drivers still send as OP_QUERY. */
    private Document handshake(MongoQuery query) {
        try {
            Document command = query.getQuery();
            return backend.handleCommand(
                    query.getChannel(),
                    query.getDatabaseName(),
                    command.keySet().iterator().next(),
                    command);
        } catch (RuntimeException e) {
            return ServerErrors.reply(e);
        }
    }

    private MessageHeader header(ClientRequest request) {
        return new MessageHeader(++replies, request.getHeader().getRequestID());
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        // After the running command: handleClose removes the channel from the library, which would make a running write
        // fail.
        worker.execute(() -> backend.handleClose(ctx.channel()));
        worker.shutdown();
        backend.wakeWaiting();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (!(cause instanceof IOException)) {
            LOG.atWarn().setCause(cause).log("Embedded MongoDB: connection closed after an error");
        }
        var unused = ctx.close();
    }
}
