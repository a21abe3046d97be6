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
 * A client's connection, whose commands run one after another on a thread of its own: a waiting {@code getMore} holds up
 * nobody else.
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

    /** The only command that a driver still sends in the old form. */
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
        // After the command that is running: the library forgets the channel, and would fail in the midst of a write.
        worker.execute(() -> backend.handleClose(ctx.channel()));
        worker.shutdown();
        backend.wakeWaiting();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (!(cause instanceof IOException)) {
            LOG.atWarn().setCause(cause).log("The embedded MongoDB closes a connection");
        }
        var unused = ctx.close();
    }
}
