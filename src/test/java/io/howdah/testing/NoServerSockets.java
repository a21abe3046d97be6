package io.howdah.testing;

import java.io.IOException;
import java.net.ProtocolFamily;
import java.net.ServerSocket;
import java.nio.channels.Channel;
import java.nio.channels.DatagramChannel;
import java.nio.channels.Pipe;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.AbstractSelector;
import java.nio.channels.spi.SelectorProvider;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails each unit test that starts a server: the JVMs of {@code mvn test} have this as their {@link SelectorProvider}, so that nothing
 * in them listens, whichever library opens the socket. The JDK's own provider does everything else.
 */
public final class NoServerSockets extends SelectorProvider {

    private static final String RULE =
            "A unit test starts a server. Rename the class from ...Test to ...IT, so that mvn verify runs it.";

    private final SelectorProvider jdk;

    /** Called by the JDK, which finds this class by the system property {@code java.nio.channels.spi.SelectorProvider}. */
    public NoServerSockets() throws ReflectiveOperationException {
        jdk = (SelectorProvider) Class.forName("sun.nio.ch.DefaultSelectorProvider")
                .getMethod("get")
                .invoke(null);
    }

    @Override
    public ServerSocketChannel openServerSocketChannel() throws IOException {
        if (opensPipe()) {
            return jdk.openServerSocketChannel();
        }
        throw new AssertionError(RULE);
    }

    @Override
    public ServerSocketChannel openServerSocketChannel(ProtocolFamily family) throws IOException {
        if (opensPipe()) {
            return jdk.openServerSocketChannel(family);
        }
        throw new AssertionError(RULE);
    }

    /** On Windows the JDK makes a pipe of two sockets. */
    private static boolean opensPipe() {
        return StackWalker.getInstance()
                .walk(frames -> frames.anyMatch(frame -> frame.getClassName().startsWith("sun.nio.ch.PipeImpl")));
    }

    @Override
    public SocketChannel openSocketChannel() throws IOException {
        return jdk.openSocketChannel();
    }

    @Override
    public SocketChannel openSocketChannel(ProtocolFamily family) throws IOException {
        return jdk.openSocketChannel(family);
    }

    @Override
    public DatagramChannel openDatagramChannel() throws IOException {
        return jdk.openDatagramChannel();
    }

    @Override
    public DatagramChannel openDatagramChannel(ProtocolFamily family) throws IOException {
        return jdk.openDatagramChannel(family);
    }

    @Override
    public Pipe openPipe() throws IOException {
        return jdk.openPipe();
    }

    @Override
    public AbstractSelector openSelector() throws IOException {
        return jdk.openSelector();
    }

    @Override
    public Channel inheritedChannel() throws IOException {
        return jdk.inheritedChannel();
    }

    /** Extends the rule to {@link ServerSocket}, which asks no provider. JUnit finds it as a service. */
    public static final class OfJavaNet implements BeforeAllCallback {

        /** Whether it is done: once in a JVM, and the JDK does not tell. */
        private static final AtomicBoolean DONE = new AtomicBoolean();

        @Override
        public void beforeAll(ExtensionContext test) throws IOException {
            if (SelectorProvider.provider() instanceof NoServerSockets && DONE.compareAndSet(false, true)) {
                ServerSocket.setSocketFactory(() -> {
                    throw new AssertionError(RULE);
                });
            }
        }
    }
}
