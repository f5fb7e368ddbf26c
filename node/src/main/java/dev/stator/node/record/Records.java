package dev.stator.node.record;

import dev.stator.node.port.Change;
import dev.stator.node.port.Storage;
import dev.stator.node.port.Table;
import dev.stator.node.port.Telemetry;
import dev.stator.node.version.StoredRecord;
import dev.stator.ring.Key;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The records of one shard, read and changed by one loop (PROTOCOL rule 4):
 *
 * <ol>
 *   <li>{@link #read} gives the newest applied record, and never one whose batch is not applied yet.
 *   <li>{@link #take} gives the newest record of all, pending ones included, to someone who changes it before returning. While a
 *       record is being read for a taker, later takers of that key wait behind; no two ever start from the same state.
 *   <li>{@link #write} makes a pending record, which takers see at once and readers once it is applied.
 * </ol>
 *
 * If a batch fails, the storage fails all later ones too, so whatever was built on it fails with it, and taking ends until the
 * process has started anew, with a new incarnation.
 */
public final class Records {
    /** A record whose values have so many bytes together is a large one. */
    public static final long LARGE_BYTES = 16 * 1024;

    /** Gets a record; exactly one of the two is called, inside the call or later on the loop. */
    public interface Reader {
        void found(StoredRecord record);

        /** The record cannot be read. This is no answer, and never "absent". */
        void failed(String reason);

        /** The same, and reading again will not help. Who has taken the record may write another in its place, as if found. */
        default void damaged(String reason) {
            failed(reason);
        }
    }

    /** What must be in one batch with a record: sums over records, or their count. */
    public interface Companion {
        /** For records that are nobody else's business. */
        Companion NONE = (key, before, after, batch) -> {};

        /** Can it be told now what becomes of this key's record? Takers wait until then. */
        default boolean isReady(Key key) {
            return true;
        }

        /** The record as it is to be written in the place of {@code before}, with what must be noted beside it. */
        default StoredRecord marked(StoredRecord before, StoredRecord after) {
            return after;
        }

        /** Makes it ready; exactly one of the two runs, later, in the order of the calls. */
        default void prepare(Key key, Runnable then, Consumer<String> failed) {
            throw new IllegalStateException("was always ready");
        }

        /**
         * On the loop, whenever a record takes the place of another.
         *
         * @param before the newest before it, pending ones included; ABSENT where there was none
         * @param after ABSENT where it goes
         * @param batch holds the record; what is added is applied and durable with it
         */
        void replaced(Key key, StoredRecord before, StoredRecord after, List<Change> batch);

        /** As {@link #replaced}, where the record before was damaged: nobody knows what it was. */
        default void overwritten(Key key, StoredRecord after, List<Change> batch) {}

        /** The batch is applied; once for each {@link #replaced} or {@link #overwritten}, in the same order. */
        default void applied(Key key) {}
    }

    private static final class Pending {
        private StoredRecord newest;
        private int unapplied;

        Pending(StoredRecord newest) {
            this.newest = newest;
        }
    }

    private final Storage storage;
    private final Table table;
    private final Telemetry telemetry;
    private final RecordCache cache;
    private final Companion companion;
    private final Map<Key, Pending> pending = new HashMap<>();
    private final Map<Key, List<Reader>> waiting = new HashMap<>();
    private @Nullable Key takenKey; // and what the taker that ran last was given of it
    private @Nullable StoredRecord taken = StoredRecord.ABSENT; // null: it is damaged
    private Consumer<Key> damageReport = key -> {};
    private @Nullable String broken;

    /** @param cacheBytes about how much heap the cache may take */
    public Records(Storage storage, Table table, Telemetry telemetry, long cacheBytes, Companion companion) {
        this.storage = storage;
        this.table = table;
        this.telemetry = telemetry;
        this.cache = new RecordCache(cacheBytes);
        this.companion = companion;
    }

    /** Who is told of keys whose records turn out to be damaged. */
    public void reportDamage(Consumer<Key> to) {
        damageReport = to;
    }

    /** Tells of each record that is written and not applied yet. */
    void eachPending(BiConsumer<Key, StoredRecord> to) {
        pending.forEach((key, one) -> to.accept(key, one.newest));
    }

    /** The newest applied record, whole, if memory has it: what a read can answer without waiting. */
    public @Nullable StoredRecord readNow(Key key) {
        StoredRecord cached = cache.whole(key);
        if (cached != null) {
            return cached;
        }
        if (storage.lookup(table, key) instanceof Storage.Lookup.Found found) {
            if (!pending.containsKey(key)) { // else a batch that is under way may be applied by now, or not
                cache.put(key, found.record());
            }
            return found.record();
        }
        return null;
    }

    /** The newest applied record, whole. */
    public void read(Key key, Reader reader) {
        StoredRecord now = readNow(key);
        if (now != null) {
            reader.found(now);
        } else {
            readSlowly(key, reader);
        }
    }

    /** What the cache has of the newest applied record, if that is a large one: perhaps without the bytes of its values. */
    public @Nullable StoredRecord cachedIfLarge(Key key) {
        return cache.largeOne(key);
    }

    /** The newest applied record, whole, read off the loop even if memory has it: to copy a large one takes long. */
    public void readLarge(Key key, Reader reader) {
        readSlowly(key, reader);
    }

    /** The newest applied record; the bytes of its values may be left out. */
    public void readMetadata(Key key, Reader reader) {
        StoredRecord cached = cache.any(key);
        if (cached != null) {
            reader.found(cached);
        } else {
            read(key, reader);
        }
    }

    /** Does not fill the cache: the record may have changed, and fallen out of the cache again, before the answer is here. */
    private void readSlowly(Key key, Reader reader) {
        storage.read(table, key, lookup -> {
            if (lookup instanceof Storage.Lookup.Found found) {
                reader.found(found.record());
            } else if (lookup instanceof Storage.Lookup.Failed failed) {
                telemetry.count(Telemetry.Counter.READ_ERROR);
                if (failed.isDamaged()) {
                    damageReport.accept(key);
                    reader.damaged(failed.reason());
                } else {
                    reader.failed(failed.reason());
                }
            } else {
                throw new IllegalStateException("the storage gave no record of " + key);
            }
        });
    }

    /**
     * The newest record, pending or applied; the bytes of its values may be left out. {@code taker} decides and calls {@link
     * #write}, or does not, before it returns.
     */
    public void take(Key key, Reader taker) {
        if (!companion.isReady(key)) {
            companion.prepare(key, () -> take(key, taker), taker::failed);
        } else if (!takeAtOnce(key, taker)) {
            StoredRecord cached = cache.any(key);
            if (cached != null) {
                give(key, cached, taker);
            } else {
                takeFromStorage(key, taker);
            }
        }
    }

    /** As {@link #take}, with all bytes: for takers who found that they need them. */
    public void takeWhole(Key key, Reader taker) {
        if (!companion.isReady(key)) {
            companion.prepare(key, () -> takeWhole(key, taker), taker::failed);
        } else if (!takeAtOnce(key, taker)) {
            takeFromStorage(key, taker);
        }
    }

    private boolean takeAtOnce(Key key, Reader taker) {
        if (broken != null) {
            taker.failed(broken);
            return true;
        }
        Pending newest = pending.get(key);
        if (newest != null) {
            give(key, newest.newest, taker);
            return true;
        }
        List<Reader> queue = waiting.get(key);
        if (queue != null) {
            queue.add(taker);
            return true;
        }
        return false;
    }

    private void takeFromStorage(Key key, Reader taker) {
        StoredRecord now = readNow(key);
        if (now != null) {
            give(key, now, taker);
            return;
        }
        List<Reader> queue = new ArrayList<>(2);
        queue.add(taker);
        waiting.put(key, queue);
        readSlowly(key, new Reader() {
            @Override
            public void found(StoredRecord record) {
                if (!companion.isReady(key)) { // no more: it was forgotten while the record was read
                    companion.prepare(key, () -> found(record), this::failed);
                    return;
                }
                cache.put(key, record); // nobody wrote it meanwhile: all takers wait here
                giveAll(waiter -> give(key, record, waiter));
            }

            @Override
            public void failed(String reason) {
                giveAll(waiter -> waiter.failed(reason));
            }

            @Override
            public void damaged(String reason) {
                if (!companion.isReady(key)) {
                    companion.prepare(key, () -> damaged(reason), this::failed);
                    return;
                }
                giveAll(waiter -> {
                    takenKey = key;
                    taken = null;
                    waiter.damaged(reason);
                });
            }

            private void giveAll(Consumer<Reader> first) {
                waiting.remove(key);
                for (Reader waiter : queue) {
                    Pending changed = pending.get(key); // by a waiter before this one
                    if (changed != null) {
                        give(key, changed.newest, waiter);
                    } else {
                        first.accept(waiter);
                    }
                }
            }
        });
    }

    private void give(Key key, StoredRecord record, Reader taker) {
        takenKey = key;
        taken = record;
        taker.found(record);
    }

    /** Puts {@code record}, whole, in the place of what was just taken. */
    public void write(Key key, StoredRecord record, Storage.Progress progress) {
        StoredRecord before = before(key);
        StoredRecord marked = companion.marked(before == null ? StoredRecord.ABSENT : before, record);
        replace(key, marked, new Change.Put(table, key, marked), progress);
    }

    /** Forgets what was just taken. */
    public void drop(Key key, Storage.Progress progress) {
        replace(key, StoredRecord.ABSENT, new Change.Drop(table, key), progress);
    }

    /** What the next write of the key takes the place of; null: a damaged record. */
    private @Nullable StoredRecord before(Key key) {
        Pending mine = pending.get(key);
        if (mine == null && (takenKey == null || !takenKey.equals(key))) {
            throw new IllegalStateException("a record is written that was not taken");
        }
        return mine == null ? taken : mine.newest;
    }

    private void replace(Key key, StoredRecord record, Change change, Storage.Progress progress) {
        StoredRecord before = before(key);
        Pending mine = pending.get(key);
        if (mine == null) {
            mine = new Pending(record);
            pending.put(key, mine);
        }
        mine.newest = record;
        mine.unapplied++;
        List<Change> batch = new ArrayList<>(2);
        batch.add(change);
        if (before == null) {
            companion.overwritten(key, record, batch);
        } else {
            companion.replaced(key, before, record, batch);
        }
        storage.write(batch, new Written(key, record, progress));
    }

    /** Completes after an fsync that begins now or later: for acks that changed nothing (PROTOCOL rule 9). */
    public void sync(Storage.Progress progress) {
        storage.sync(progress);
    }

    private final class Written implements Storage.Progress {
        private final Key key;
        private final StoredRecord record;
        private final Storage.Progress progress;

        Written(Key key, StoredRecord record, Storage.Progress progress) {
            this.key = key;
            this.record = record;
            this.progress = progress;
        }

        @Override
        public void applied() {
            Pending mine = pending.get(key);
            if (mine == null) {
                throw new IllegalStateException("a batch was applied that nobody wrote");
            }
            mine.unapplied--;
            if (mine.unapplied == 0) {
                pending.remove(key);
            }
            companion.applied(key);
            cache.put(key, record);
            progress.applied();
        }

        @Override
        public void durable() {
            progress.durable();
        }

        @Override
        public void failed(String reason) {
            if (broken == null) {
                broken = reason;
                telemetry.count(Telemetry.Counter.WRITE_ERROR);
                telemetry.warn("a write to disk failed, no more are made; reason=" + reason);
            }
            progress.failed(reason);
        }
    }
}
