package io.howdah.runtime;

import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;

/**
 * Holds what the process started, and closes it in reverse order when the start fails or the process is signalled to end,
 * even in the middle of a start.
 */
public final class RunningProcess implements AutoCloseable {

    private final Opened started = new Opened();
    private final CountDownLatch asked = new CountDownLatch(1);

    public RunningProcess() {
        Runtime.getRuntime().addShutdownHook(new Thread(this::end, "shutdown"));
    }

    /** Starts a service. A signal does not wait for it, and ends the process in the middle. */
    public <T extends AutoCloseable> T start(Callable<T> service) throws Exception {
        try {
            return add(service.call());
        } catch (Exception | LinkageError e) {
            waitIfEnding();
            throw e;
        }
    }

    /** Starts a service that would leave something behind in the middle: a signal waits for it, then closes it. */
    public <T extends AutoCloseable> T startWhole(Callable<T> service) throws Exception {
        try {
            synchronized (this) {
                return add(service.call());
            }
        } catch (Exception | LinkageError e) {
            waitIfEnding();
            throw e;
        }
    }

    /** Waits until the process is signalled to end. */
    public void awaitEnd() throws InterruptedException {
        asked.await();
    }

    @Override
    public synchronized void close() {
        started.close();
    }

    private synchronized <T extends AutoCloseable> T add(T service) {
        return started.add(service);
    }

    /** What fails while the process is ending, because it is, concerns nobody. */
    private void waitIfEnding() throws InterruptedException {
        if (asked.getCount() == 0) {
            Thread.currentThread().join();
        }
    }

    private void end() {
        asked.countDown();
        close();
    }
}
