package io.howdah.bench.push;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;

/** Many clients of one server, all on one event loop, and what they got. */
final class Sockets implements AutoCloseable {

    private static final EventLoopGroup LOOP = new NioEventLoopGroup(1);

    /** How many may be on their way at once: a backlog that overflows costs a second. */
    private static final int AT_ONCE = 100;

    private final List<Channel> channels = new ArrayList<>();
    private final FrameReader.Listener listener;
    private final int port;
    private final boolean saysReady;
    private volatile long frames;
    private volatile long bytes;

    Sockets(int port, boolean saysReady, FrameReader.Listener listener) {
        this.port = port;
        this.saysReady = saysReady;
        this.listener = listener;
    }

    static Sockets open(int port, boolean saysReady, int number, IntFunction<String> path) {
        Sockets sockets = new Sockets(port, saysReady, (sequence, length) -> {});
        sockets.add(number, path);
        return sockets;
    }

    /** Opens more, and returns when all are subscribed. */
    void add(int number, IntFunction<String> path) {
        add(number, path, List.of());
    }

    /**
     * Opens more, each of which says this as FrameReader has it.
     *
     * @return how long each took from its last word to the answer, in nanoseconds
     */
    long[] add(int number, IntFunction<String> path, List<String> says) {
        long[] took = new long[number];
        List<Promise<Long>> opening = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            opening.add(connect(path.apply(i), says));
            if (opening.size() == AT_ONCE || i == number - 1) {
                int first = i + 1 - opening.size();
                for (int j = 0; j < opening.size(); j++) {
                    if (!opening.get(j).awaitUninterruptibly(30, TimeUnit.SECONDS)) {
                        throw new IllegalStateException("a client is not subscribed after 30 s");
                    }
                    took[first + j] = opening.get(j).syncUninterruptibly().getNow();
                }
                opening.clear();
            }
        }
        return took;
    }

    private Promise<Long> connect(String path, List<String> says) {
        Promise<Long> opened = LOOP.next().newPromise();
        Bootstrap bootstrap = bootstrap().handler(new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                channel.pipeline().addLast(new FrameReader(Sockets.this::count, saysReady, says, opened));
            }
        });
        ChannelFuture connecting = bootstrap.connect("127.0.0.1", port);
        channels.add(connecting.channel());
        connecting.addListener(done -> {
            if (done.isSuccess()) {
                connecting.channel().writeAndFlush(Unpooled.wrappedBuffer(FrameReader.request(path, !says.isEmpty())));
            } else {
                opened.tryFailure(done.cause());
            }
        });
        return opened;
    }

    /** Opens one that asks to be let in and never reads a byte; its receive buffer is as small as the system allows. */
    void addDeaf(String path) {
        Channel channel = bootstrap()
                .option(ChannelOption.AUTO_READ, false)
                .option(ChannelOption.SO_RCVBUF, 1024)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel unused) {
                        // It has nothing to read.
                    }
                })
                .connect("127.0.0.1", port)
                .syncUninterruptibly()
                .channel();
        channel.writeAndFlush(Unpooled.wrappedBuffer(FrameReader.request(path, false))).syncUninterruptibly();
        channels.add(channel);
    }

    private static Bootstrap bootstrap() {
        return new Bootstrap().group(LOOP).channel(NioSocketChannel.class).option(ChannelOption.TCP_NODELAY, true);
    }

    /** Only the event loop writes, so that nothing is lost. */
    private void count(long number, int length) {
        frames = frames + 1;
        bytes = bytes + length;
        listener.frame(number, length);
    }

    int size() {
        return channels.size();
    }

    /** Frames of events that all of them have got. */
    long frames() {
        return frames;
    }

    /** Mean length of the frames. */
    double meanBytes() {
        return (double) bytes / frames;
    }

    /** Waits until this is so, and fails after 30 seconds. */
    static void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("not seen within 30 s: " + what);
            }
            LockSupport.parkNanos(100_000);
        }
    }

    @Override
    public void close() {
        channels.forEach(Channel::close);
        channels.forEach(channel -> channel.closeFuture().syncUninterruptibly());
    }
}
