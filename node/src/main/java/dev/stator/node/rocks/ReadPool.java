package dev.stator.node.rocks;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** The few threads that may wait for the disk in a loop's place. A read that finds the queue full is refused at once. */
final class ReadPool {
    private final ThreadPoolExecutor threads;
    private final AtomicLong reads = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();

    ReadPool(int threadCount, int queuedMax) {
        AtomicLong numbers = new AtomicLong();
        threads = new ThreadPoolExecutor(
                threadCount, threadCount, 30, TimeUnit.SECONDS, new ArrayBlockingQueue<>(queuedMax), task -> {
                    Thread thread = new Thread(task, "rocks-read-" + numbers.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
    }

    boolean submit(Runnable read) {
        try {
            threads.execute(read);
            reads.incrementAndGet();
            return true;
        } catch (RejectedExecutionException e) {
            refused.incrementAndGet();
            return false;
        }
    }

    long reads() {
        return reads.get();
    }

    long refused() {
        return refused.get();
    }

    int queued() {
        return threads.getQueue().size();
    }

    /** Finishes what is queued. */
    void close() throws InterruptedException {
        threads.shutdown();
        while (!threads.awaitTermination(1, TimeUnit.MINUTES)) {
            // a read of a broken disk may take long, and the database must outlive it
        }
    }
}
