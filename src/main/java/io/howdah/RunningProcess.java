package io.howdah;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Holds what the process started until it is asked to end, then closes it in reverse order. */
final class RunningProcess implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RunningProcess.class);

    private final Deque<AutoCloseable> started = new ArrayDeque<>();
    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread hook = new Thread(this::askAndWait, "shutdown");

    RunningProcess() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    <T extends AutoCloseable> T add(T service) {
        started.push(service);
        return service;
    }

    /** Waits until the process is signalled to end. */
    void awaitEnd() throws InterruptedException {
        asked.await();
    }

    @Override
    public void close() {
        for (AutoCloseable service : started) {
            try {
                service.close();
            } catch (Exception e) {
                LOG.warn("Service did not close cleanly", e);
            }
        }
        closed.countDown();
    }

    private void askAndWait() {
        asked.countDown();
        try {
            closed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
