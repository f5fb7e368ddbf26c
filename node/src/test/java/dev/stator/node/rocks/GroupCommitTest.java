package dev.stator.node.rocks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.node.port.Storage.Progress;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Completions run here on the threads of group commit: the loop is an executor that runs at once. */
class GroupCommitTest {
    private static final long A_GROUP = 1 << 20;
    private static final long AN_HOUR = TimeUnit.HOURS.toNanos(1);

    private final StubLog log = new StubLog();
    private final CommitCounters counters = new CommitCounters();
    private final List<IOException> fatal = new CopyOnWriteArrayList<>();
    private final AtomicLong settledBytes = new AtomicLong();
    private GroupCommit commit = new GroupCommit(log, A_GROUP, 0, counters, fatal::add);
    private boolean acknowledgesAfterSync = true;

    @AfterEach
    void close() throws InterruptedException {
        log.releaseAll();
        commit.close();
    }

    @Test
    void aWriteIsAppliedBeforeTheSyncAndDurableAfterIt() {
        log.holdSyncs();
        commit.start();
        Told write = submit(1);

        write.await("applied");
        log.awaitSyncBegun();
        assertThat(write.told).containsExactly("applied");
        log.releaseAll();
        write.await("durable");

        assertThat(write.told).containsExactly("applied", "durable");
        assertThat(settledBytes).hasPositiveValue();
    }

    @Test
    void whatIsQueuedMeanwhileBecomesOneGroup() {
        log.holdApplies();
        commit.start();
        submit(1);
        log.awaitApplyBegun();
        List<Told> meanwhile = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            meanwhile.add(submit(1));
        }
        log.releaseAll();
        meanwhile.forEach(write -> write.await("durable"));

        assertThat(log.groupSizes).containsExactly(1, 50);
        assertThat(counters.groups()).isEqualTo(2);
        assertThat(counters.writes()).isEqualTo(51);
        assertThat(counters.syncs()).isBetween(1L, 2L);
    }

    @Test
    void groupsAreAppliedWhileAnEarlierOneIsSyncedAndShareTheNextSync() {
        log.holdSyncs();
        commit.start();
        Told first = submit(1);
        log.awaitSyncBegun();

        Told second = submit(1).await("applied");
        Told third = submit(1).await("applied");
        submit(1).await("applied"); // once it is, the ones before have been handed to the sync thread
        assertThat(first.told).containsExactly("applied");
        log.releaseOneSync();
        log.awaitSyncBegun();
        log.releaseOneSync();

        second.await("durable");
        third.await("durable");
    }

    @Test
    void aGroupIsBoundedByItsBytes() {
        commit = new GroupCommit(log, 1, 0, counters, fatal::add);
        List<Told> writes = List.of(submit(1), submit(1), submit(1));
        commit.start();
        writes.forEach(write -> write.await("durable"));

        assertThat(log.groupSizes).containsExactly(1, 1, 1);
    }

    @Test
    void aSyncThatWasAskedForDuringAnFsyncWaitsForTheNextOne() {
        log.holdSyncs();
        commit.start();
        submit(1);
        log.awaitSyncBegun();
        Told sync = submitSync().await("applied");

        log.releaseOneSync();
        log.awaitSyncBegun();
        assertThat(sync.told).containsExactly("applied"); // the first fsync, begun before the call, was not enough
        log.releaseAll();
        sync.await("durable");
    }

    @Test
    void afterAFailedFsyncNothingSucceedsAndItIsNeverAskedAgain() {
        log.failSync = "EIO";
        commit.start();
        Told first = submit(1).awaitFailed();
        Told second = submit(1).awaitFailed();
        Told sync = submitSync().awaitFailed();

        assertThat(first.told).containsExactly("applied", "failed: an fsync failed: EIO");
        assertThat(second.told).containsExactly("failed: an fsync failed: EIO");
        assertThat(sync.told).containsExactly("failed: an fsync failed: EIO");
        assertThat(log.syncs).hasValue(1);
        assertThat(fatal).hasSize(1);
        assertThat(fatal.get(0)).hasMessage("an fsync failed: EIO");
        assertThat(settledBytes).hasPositiveValue();
    }

    @Test
    void whatWasAppliedDuringAFailingFsyncFailsToo() {
        log.failSync = "EIO";
        log.holdSyncs();
        commit.start();
        Told first = submit(1);
        log.awaitSyncBegun();
        Told second = submit(1).await("applied");
        log.releaseAll();

        assertThat(first.awaitFailed().told).containsExactly("applied", "failed: an fsync failed: EIO");
        assertThat(second.awaitFailed().told).containsExactly("applied", "failed: an fsync failed: EIO");
        assertThat(log.syncs).hasValue(1);
    }

    @Test
    void afterAFailedWriteNothingSucceeds() {
        log.failApply = "ENOSPC";
        commit.start();
        Told first = submit(1).awaitFailed();
        log.failApply = "";
        Told second = submit(1).awaitFailed();

        assertThat(first.told).containsExactly("failed: a write failed: ENOSPC");
        assertThat(second.told).containsExactly("failed: a write failed: ENOSPC");
        assertThat(fatal).hasSize(1);
        assertThat(log.groupSizes).isEmpty();
    }

    @Test
    void closingFinishesWhatIsQueuedAndRefusesWhatComesLater() throws InterruptedException {
        log.holdApplies();
        commit.start();
        List<Told> writes = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            writes.add(submit(1));
        }
        Thread closer = new Thread(() -> {
            try {
                commit.close();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        closer.start();
        log.releaseAll();
        closer.join();
        Told late = submit(1).awaitFailed();

        assertThat(writes).allSatisfy(write -> assertThat(write.told).containsExactly("applied", "durable"));
        assertThat(late.told).containsExactly("failed: the storage is closed");
        assertThat(fatal).isEmpty();
    }

    @Test
    void aBufferedWriteIsAcknowledgedAtOnceAndSyncedLater() throws InterruptedException {
        buffered(AN_HOUR);
        commit.start();
        Told write = submit(1).await("durable");

        assertThat(log.syncs).hasValue(0);
        commit.close();
        assertThat(log.syncs).hasValue(1);
        assertThat(write.told).containsExactly("applied", "durable");
    }

    @Test
    void aBufferedWriteIsSyncedWithinTheDelayWithoutMoreWrites() {
        buffered(TimeUnit.MILLISECONDS.toNanos(1));
        commit.start();
        submit(1).await("durable");

        log.awaitSyncBegun();
        assertThat(log.syncs).hasPositiveValue();
    }

    @Test
    void aBufferedStoreSyncsAtOnceForWhoAsksForIt() {
        buffered(AN_HOUR);
        log.holdSyncs();
        commit.start();
        submit(1).await("durable");
        Told sync = submitSync().await("applied");

        log.awaitSyncBegun();
        assertThat(sync.told).containsExactly("applied");
        log.releaseAll();
        sync.await("durable");
    }

    @Test
    void aBufferedStoreSyncsEarlyWhenMuchIsUnsynced() {
        commit = new GroupCommit(log, 200, AN_HOUR, counters, fatal::add);
        acknowledgesAfterSync = false;
        commit.start();
        for (int i = 0; i < 20; i++) {
            submit(100).await("durable");
        }

        log.awaitSyncBegun();
        assertThat(log.syncs).hasPositiveValue();
    }

    @Test
    void aFailedFsyncOfABufferedStoreFailsWhoAskedForItAndAllLaterWrites() {
        buffered(AN_HOUR);
        log.failSync = "EIO";
        commit.start();
        Told write = submit(1).await("durable");
        Told sync = submitSync().awaitFailed();
        Told later = submit(1).awaitFailed();

        assertThat(write.told).containsExactly("applied", "durable"); // said before: the window that the mode promises
        assertThat(sync.told).containsExactly("applied", "failed: an fsync failed: EIO");
        assertThat(later.told).containsExactly("failed: an fsync failed: EIO");
    }

    private void buffered(long delayNanos) {
        commit = new GroupCommit(log, A_GROUP, delayNanos, counters, fatal::add);
        acknowledgesAfterSync = false;
    }

    private Told submit(int bytes) {
        Told told = new Told();
        return submit(
                new QueuedWrite(List.of(new QueuedWrite.Encoded(Family.RECORDS, new byte[9], new byte[bytes])), told),
                told);
    }

    private Told submitSync() {
        Told told = new Told();
        return submit(QueuedWrite.syncOnly(told), told);
    }

    private Told submit(QueuedWrite write, Told told) {
        ShardBatch batch = new ShardBatch(new ShardLoop(Runnable::run), acknowledgesAfterSync, settledBytes::addAndGet);
        batch.add(write);
        commit.submit(batch);
        return told;
    }

    private static final class Told implements Progress {
        final List<String> told = new CopyOnWriteArrayList<>();
        private final CompletableFuture<Boolean> applied = new CompletableFuture<>();
        private final CompletableFuture<Boolean> durable = new CompletableFuture<>();
        private final CompletableFuture<Boolean> failed = new CompletableFuture<>();

        @Override
        public void applied() {
            told.add("applied");
            applied.complete(true);
        }

        @Override
        public void durable() {
            told.add("durable");
            durable.complete(true);
        }

        @Override
        public void failed(String reason) {
            told.add("failed: " + reason);
            failed.complete(true);
        }

        Told await(String stage) {
            TestShard.await(stage.equals("applied") ? applied : durable);
            return this;
        }

        Told awaitFailed() {
            TestShard.await(failed);
            return this;
        }
    }

    /** A log that can be held and made to fail. */
    private static final class StubLog implements CommitLog {
        final List<Integer> groupSizes = new CopyOnWriteArrayList<>();
        final AtomicLong syncs = new AtomicLong();
        volatile String failApply = "";
        volatile String failSync = "";
        private final Semaphore mayApply = new Semaphore(1_000_000);
        private final Semaphore maySync = new Semaphore(1_000_000);
        private final Semaphore begunSyncs = new Semaphore(0);
        private final CountDownLatch begunApply = new CountDownLatch(1);

        @Override
        public void apply(List<ShardBatch> group) throws IOException {
            begunApply.countDown();
            mayApply.acquireUninterruptibly();
            if (!failApply.isEmpty()) {
                throw new IOException(failApply);
            }
            groupSizes.add(
                    group.stream().mapToInt(batch -> batch.writes().size()).sum());
        }

        @Override
        public void sync() throws IOException {
            syncs.incrementAndGet();
            begunSyncs.release();
            maySync.acquireUninterruptibly();
            if (!failSync.isEmpty()) {
                throw new IOException(failSync);
            }
        }

        void holdApplies() {
            mayApply.drainPermits();
        }

        void holdSyncs() {
            maySync.drainPermits();
        }

        void releaseOneSync() {
            maySync.release();
        }

        void releaseAll() {
            for (Semaphore gate : Arrays.asList(mayApply, maySync)) {
                gate.release(1_000_000);
            }
        }

        void awaitApplyBegun() {
            await(begunApply::await);
        }

        void awaitSyncBegun() {
            await(begunSyncs::tryAcquire);
        }

        private static void await(Waiting waiting) {
            try {
                assertThat(waiting.within(30, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }

        private interface Waiting {
            boolean within(long amount, TimeUnit unit) throws InterruptedException;
        }
    }
}
