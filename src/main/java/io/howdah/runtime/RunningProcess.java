package io.howdah.runtime;

import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;

/**
 * The services of the process. Closes them in reverse order when the start fails or when a signal ends the process, even during a start.
 * Thread-safe.
 */
public final class RunningProcess implements AutoCloseable {

    private final Opened started = new Opened();
    private final CountDownLatch endRequested = new CountDownLatch(1);

    /** Creates the object and registers a shutdown hook. */
    public RunningProcess() {
        Runtime.getRuntime().addShutdownHook(new Thread(this::end, "shutdown"));
    }

    /** Starts a service. A signal does not wait for the start. */
    public <T extends AutoCloseable> T start(Callable<T> service) throws Exception {
        try {
            return add(service.call());
        } catch (Exception | LinkageError e) {
            waitIfEnding();
            throw e;
        }
    }

    /** Starts a service that must not be interrupted, because it would leave something behind. A signal waits for the start, then closes it. */
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

    /** Waits for the signal to end. */
    public void awaitEnd() throws InterruptedException {
        endRequested.await();
    }

    @Override
    public synchronized void close() {
        started.close();
    }

    private synchronized <T extends AutoCloseable> T add(T service) {
        return started.add(service);
    }

    /** Suppresses failures while the process ends, because they are a consequence of it: waits for the end. */
    private void waitIfEnding() throws InterruptedException {
        if (endRequested.getCount() == 0) {
            Thread.currentThread().join();
        }
    }

    private void end() {
        endRequested.countDown();
        close();
    }
}
