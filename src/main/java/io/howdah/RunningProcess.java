package io.howdah;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds what the process started, and closes it in reverse order when the start fails or the process is signalled to end,
 * even in the middle of a start.
 */
final class RunningProcess implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RunningProcess.class);

    private final Deque<AutoCloseable> started = new ArrayDeque<>();
    private final CountDownLatch asked = new CountDownLatch(1);

    RunningProcess() {
        Runtime.getRuntime().addShutdownHook(new Thread(this::end, "shutdown"));
    }

    /** Starts what would leave something behind if the process ended halfway; a signal waits for it, then closes it. */
    synchronized <T extends AutoCloseable> T start(Callable<T> service) throws Exception {
        return add(service.call());
    }

    synchronized <T extends AutoCloseable> T add(T service) {
        started.push(service);
        return service;
    }

    /** Whether the process was signalled to end, after which failures are of no interest. */
    boolean isEnding() {
        return asked.getCount() == 0;
    }

    /** Waits until the process is signalled to end. */
    void awaitEnd() throws InterruptedException {
        asked.await();
    }

    @Override
    public synchronized void close() {
        while (!started.isEmpty()) {
            try {
                started.pop().close();
            } catch (Exception e) {
                LOG.warn("Service did not close cleanly", e);
            }
        }
    }

    private void end() {
        asked.countDown();
        close();
    }
}
