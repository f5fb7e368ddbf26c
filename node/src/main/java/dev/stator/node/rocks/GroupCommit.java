package dev.stator.node.rocks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Turns what all shards queued meanwhile into one batch and one fsync (PROTOCOL §2), in a pipeline of two threads:
 *
 * <ol>
 *   <li>loops put their batches into one queue, without a lock, and wake the commit thread if it sleeps;
 *   <li>the commit thread takes all there is, up to {@code groupBytesMax}, applies it as one group without sync, tells the
 *       loops "applied", and hands the group on;
 *   <li>the sync thread takes all applied groups, runs one fsync for them while the next group is being applied, and tells the
 *       loops "durable". Where nobody waits for it (durability BUFFERED), the fsync may come later by {@code syncDelayNanos}.
 * </ol>
 *
 * <p>An fsync costs about as much CPU as ten writes, and without a pause between two of them the writers fall into two halves
 * that wait for each other: hence {@link SyncPace}.
 *
 * <p><b>After the first failure of either step nothing succeeds any more</b>: what was on its way fails, what comes fails,
 * and {@code onFatal} is told once, on the thread where it happened. An fsync that failed is not asked again: the kernel may
 * have dropped the pages by then, and would say yes.
 */
final class GroupCommit {
    private static final String CLOSED = "the storage is closed";

    /** Unsynced groups that nobody waits for are kept together up to so many times the bytes of one. */
    private static final int LAZY_GROUPS_MAX = 4;

    private final CommitLog log;
    private final long groupBytesMax;
    private final long syncDelayNanos;
    private final CommitCounters counters;
    private final Consumer<IOException> onFatal;

    private final Queue<ShardBatch> queued = new ConcurrentLinkedQueue<>();
    private final Queue<List<ShardBatch>> applied = new ConcurrentLinkedQueue<>();
    private final Worker committer = new Worker("rocks-commit", this::commitUntilClosed);
    private final Worker syncer = new Worker("rocks-sync", this::syncUntilClosed);
    private final SyncPace pace = new SyncPace();
    private final AtomicReference<@Nullable String> failure = new AtomicReference<>();
    private volatile boolean isClosing;
    private volatile boolean isCommitEnded;

    GroupCommit(
            CommitLog log,
            long groupBytesMax,
            long syncDelayNanos,
            CommitCounters counters,
            Consumer<IOException> onFatal) {
        this.log = log;
        this.groupBytesMax = groupBytesMax;
        this.syncDelayNanos = syncDelayNanos;
        this.counters = counters;
        this.onFatal = onFatal;
    }

    void start() {
        committer.start();
        syncer.start();
    }

    /** Any thread; never blocks. */
    void submit(ShardBatch batch) {
        queued.add(batch);
        committer.wake();
        if (isCommitEnded) {
            failQueued(CLOSED);
        }
    }

    /** Why nothing succeeds any more, if so. */
    @Nullable
    String failure() {
        return failure.get();
    }

    /** Commits and syncs what was submitted before, and ends both threads. Blocks. */
    void close() throws InterruptedException {
        isClosing = true;
        committer.wake();
        committer.join();
        syncer.wake();
        syncer.join();
    }

    private void commitUntilClosed() {
        try {
            boolean isLast;
            do {
                isLast = isClosing; // read before the queue: what came before close() is still committed
                List<ShardBatch> group = gathered();
                while (!group.isEmpty()) {
                    commit(group);
                    group = gathered();
                }
                if (!isLast) {
                    committer.sleepUnless(() -> !queued.isEmpty() || isClosing);
                }
            } while (!isLast);
        } catch (RuntimeException | Error e) { // a bug, or no memory: an end in silence would leave all writers waiting
            fail("the commit thread ended", e);
            throw e;
        } finally {
            isCommitEnded = true;
            String failed = failure.get();
            failQueued(failed == null ? CLOSED : failed);
        }
    }

    private List<ShardBatch> gathered() {
        List<ShardBatch> group = new ArrayList<>();
        long bytes = 0;
        ShardBatch next;
        while (bytes < groupBytesMax && (next = queued.poll()) != null) {
            bytes += next.bytes();
            join(group, next);
        }
        return group;
    }

    private static void join(List<ShardBatch> group, ShardBatch next) {
        for (ShardBatch batch : group) { // as many as there are shards
            if (batch.isOfSameShard(next)) {
                batch.absorb(next);
                return;
            }
        }
        group.add(next);
    }

    private void commit(List<ShardBatch> group) {
        String failed = failure.get();
        if (failed == null) {
            long begin = System.nanoTime();
            try {
                log.apply(group);
                counters.applied(group, System.nanoTime() - begin);
            } catch (IOException e) {
                failed = fail("a write failed", e);
            }
        }
        if (failed != null) {
            failAll(group, failed);
            return;
        }
        group.forEach(ShardBatch::applied);
        applied.add(group);
        syncer.wake();
    }

    private void syncUntilClosed() {
        try {
            List<ShardBatch> unsynced = new ArrayList<>();
            long since = 0;
            boolean isLast;
            do {
                isLast = isCommitEnded; // read before the queue, as above
                if (unsynced.isEmpty()) {
                    since = System.nanoTime();
                }
                takeApplied(unsynced);
                long left = isLast || isUrgent(unsynced) ? 0 : syncDelayNanos - (System.nanoTime() - since);
                if (unsynced.isEmpty()) {
                    if (!isLast) {
                        syncer.sleepUnless(this::hasApplied);
                    }
                } else if (left > 0) {
                    syncer.sleepUnless(this::hasApplied, left);
                } else {
                    if (isShared(unsynced)) {
                        pace.await();
                        takeApplied(unsynced);
                    }
                    sync(unsynced);
                    unsynced.clear();
                }
            } while (!isLast);
        } catch (RuntimeException | Error e) {
            fail("the sync thread ended", e);
            throw e;
        }
    }

    private boolean hasApplied() {
        return !applied.isEmpty() || isCommitEnded;
    }

    private void takeApplied(List<ShardBatch> unsynced) {
        List<ShardBatch> group;
        while ((group = applied.poll()) != null) {
            unsynced.addAll(group);
        }
    }

    private boolean isUrgent(List<ShardBatch> unsynced) {
        long bytes = 0;
        for (ShardBatch batch : unsynced) {
            bytes += batch.bytes();
            if (batch.isSyncUrgent()) {
                return true;
            }
        }
        return bytes >= LAZY_GROUPS_MAX * groupBytesMax;
    }

    /** Several writes wait: another moment brings more of them. One alone would only lose time. */
    private static boolean isShared(List<ShardBatch> unsynced) {
        return unsynced.size() > 1 || unsynced.get(0).writes().size() > 1;
    }

    private void sync(List<ShardBatch> unsynced) {
        String failed = failure.get();
        if (failed == null) {
            long begin = System.nanoTime();
            try {
                log.sync();
                long end = System.nanoTime();
                pace.synced(begin, end);
                counters.synced(end - begin);
            } catch (IOException e) {
                failed = fail("an fsync failed", e);
            }
        }
        if (failed != null) {
            failAll(unsynced, failed);
        } else {
            unsynced.forEach(ShardBatch::durable);
        }
    }

    private String fail(String what, Throwable cause) {
        String reason = what + ": " + cause.getMessage();
        String earlier = failure.compareAndExchange(null, reason);
        if (earlier != null) {
            return earlier;
        }
        onFatal.accept(new IOException(reason, cause));
        return reason;
    }

    private static void failAll(List<ShardBatch> batches, String reason) {
        for (ShardBatch batch : batches) {
            batch.failed(reason);
        }
    }

    private void failQueued(String reason) {
        ShardBatch batch;
        while ((batch = queued.poll()) != null) {
            batch.failed(reason);
        }
    }
}
