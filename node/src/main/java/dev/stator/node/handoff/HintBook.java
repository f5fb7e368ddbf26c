package dev.stator.node.handoff;

import dev.stator.node.port.Change;
import dev.stator.node.port.Clock;
import dev.stator.node.port.Span;
import dev.stator.node.port.Storage;
import dev.stator.node.port.Table;
import dev.stator.node.port.Telemetry;
import dev.stator.node.port.Timers;
import dev.stator.node.record.Records;
import dev.stator.node.version.KeyState;
import dev.stator.node.version.Mark;
import dev.stator.node.version.StoredRecord;
import dev.stator.ring.Key;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The hints of one shard: one record per key in a table of their own, merged like any other record, durable like any other,
 * and how many there are of each partition.
 *
 * <ol>
 *   <li>After a start the table is counted first. Until then no hint is taken in, and none goes: a full book must not be filled
 *       further, and what goes must have been counted. What cannot be read counts as one of the number 0 until it can.
 *   <li>What would go over the budget in bytes is not taken in either; the sender tries another store (row 47).
 *   <li>{@link #forget} drops a hint only if it still is the state that all owners are known to hold: what came meanwhile stays.
 *   <li>Every hint is born COUNTED: it may be one of the W copies of an acknowledged write. {@link #weaken} makes it BEST_EFFORT, once
 *       W owners are known to hold this very state; what is merged into it makes it COUNTED again (PROTOCOL §5).
 *   <li>Of what sweep number its oldest part is stands beside it, and {@link Drain} keeps count (rule 14).
 * </ol>
 *
 * One loop, but for {@link #shown}.
 */
public final class HintBook {
    /**
     * What is kept of one partition.
     *
     * @param weak how many of the hints are BEST_EFFORT
     * @param since when the first of it was seen in this life of the process; nothing of it is older here
     */
    public record Amount(int hints, int weak, long bytes, Clock.Ticks since) {
        private Amount plus(int moreHints, int moreWeak, long moreBytes) {
            return new Amount(hints + moreHints, weak + moreWeak, bytes + moreBytes, since);
        }

        boolean isAnyCounted() {
            return weak < hints;
        }
    }

    private static final int PER_HINT_BYTES = 128;
    private static final Storage.PageLimit PAGE = new Storage.PageLimit(256, 1 << 20);
    private static final long AGAIN_MILLIS = 1000;
    private static final Mark UNREAD = Mark.None.MARK; // it may be as old as any

    private final Storage storage;
    private final Clock clock;
    private final Timers timers;
    private final Telemetry telemetry;
    private final Records records;
    private final int shard;
    private final int shards;
    private final int partitions;
    private final long bytesMax;
    private final Drain drain;
    private final NavigableMap<Integer, Amount> amounts = new TreeMap<>();
    private final Set<Key> unread = new HashSet<>(); // counted though it could not be read
    private volatile Map<Integer, Amount> shown = Map.of(); // for other threads
    private long bytes;
    private int weak;
    private boolean isCounted;

    /**
     * @param shards the partitions p with p mod shards = shard are this book's
     * @param bytesMax how much may be kept, keys and values together
     */
    public HintBook(
            Storage storage,
            Clock clock,
            Timers timers,
            Telemetry telemetry,
            int shard,
            int shards,
            int partitions,
            long bytesMax) {
        this.storage = storage;
        this.clock = clock;
        this.timers = timers;
        this.telemetry = telemetry;
        this.records = new Records(storage, Table.HINTS, telemetry, 0, new Counting());
        this.drain = new Drain(clock.monotonic());
        this.shard = shard;
        this.shards = shards;
        this.partitions = partitions;
        this.bytesMax = bytesMax;
    }

    /** Counts what an earlier life has left. */
    public void start() {
        count(null);
    }

    private void count(@Nullable Key after) {
        storage.scan(Table.HINTS, Span.ALL, after, PAGE, scan -> {
            if (scan instanceof Storage.Scan.Page page) {
                Key last = after;
                for (Storage.Entry entry : page.entries()) {
                    last = entry.key();
                    if (entry.key().partition(partitions) % shards == shard) {
                        countIn(entry);
                    }
                }
                isCounted = page.isLast();
                if (!isCounted) {
                    count(last);
                }
            } else { // from the beginning, later: half a count is none
                amounts.clear();
                unread.clear();
                drain.recount();
                bytes = 0;
                weak = 0;
                timers.after(AGAIN_MILLIS, () -> count(null));
            }
        });
    }

    private void countIn(Storage.Entry entry) {
        if (entry.record() instanceof Storage.Lookup.Found found) {
            Mark mark = found.record().mark();
            drain.taken(mark.born());
            add(entry.key(), 1, isWeak(mark) ? 1 : 0, weight(entry.key(), found.record()));
        } else {
            unread.add(entry.key());
            drain.taken(UNREAD.born());
            add(entry.key(), 1, 0, PER_HINT_BYTES);
        }
    }

    /** What could not be read when it was counted is counted as what it turns out to be: else it would never be gone. */
    private void recount(Key key, StoredRecord read) {
        if (unread.remove(key)) {
            drain.taken(read.mark().born());
            drain.gone(UNREAD.born());
            add(key, 0, isWeak(read.mark()) ? 1 : 0, weight(key, read) - PER_HINT_BYTES);
        }
    }

    private static boolean isWeak(Mark mark) {
        return mark instanceof Mark.Hint hint && !hint.isCounted();
    }

    private static long weight(Key key, StoredRecord record) {
        return (long) PER_HINT_BYTES + key.bytes().length + record.state().valueSize();
    }

    /** Keeps count of what is written, and marks it. */
    private final class Counting implements Records.Companion {
        @Override
        public StoredRecord marked(StoredRecord before, StoredRecord after) {
            if (after.mark() instanceof Mark.Hint) {
                return after;
            }
            long born = isNone(before) ? drain.adopted() : before.mark().born();
            return after.withMark(new Mark.Hint(born, 0));
        }

        @Override
        public void replaced(Key key, StoredRecord before, StoredRecord after, List<Change> batch) {
            recount(key, before);
            if (isNone(before) && !isNone(after)) {
                drain.taken(after.mark().born());
            }
            int hints = (isNone(after) ? 0 : 1) - (isNone(before) ? 0 : 1);
            int moreWeak = (isWeak(after.mark()) ? 1 : 0) - (isWeak(before.mark()) ? 1 : 0);
            long more = (isNone(after) ? 0 : weight(key, after)) - (isNone(before) ? 0 : weight(key, before));
            add(key, hints, moreWeak, more);
        }
    }

    private static boolean isNone(StoredRecord record) {
        return record.state().isAbsent();
    }

    private void add(Key key, int hints, int moreWeak, long more) {
        bytes += more;
        weak += moreWeak;
        int partition = key.partition(partitions);
        Amount before = amounts.get(partition);
        Amount after = (before == null ? new Amount(0, 0, 0, clock.monotonic()) : before).plus(hints, moreWeak, more);
        if (after.hints() == 0) {
            amounts.remove(partition);
        } else {
            amounts.put(partition, after);
        }
    }

    /** Lets other threads see how things are. */
    void show() {
        if (!shown.equals(amounts)) {
            shown = Map.copyOf(amounts);
        }
    }

    /** May another hint be kept here, or a longer one? */
    public boolean hasRoom() {
        return isCounted && bytes < bytesMax;
    }

    /** Is it known what an earlier life has left? */
    boolean isCounted() {
        return isCounted;
    }

    boolean isEmpty() {
        return amounts.isEmpty();
    }

    public long bytes() {
        return bytes;
    }

    /** How many hints are BEST_EFFORT. */
    int weakHints() {
        return weak;
    }

    /** Is any hint of this partition COUNTED? */
    boolean isAnyCounted(int partition) {
        Amount amount = amounts.get(partition);
        return amount != null && amount.isAnyCounted();
    }

    /** Hints are of this sweep number from now on (rule 14). */
    public void adopt(long sweep) {
        drain.adopt(sweep);
    }

    /** The largest sweep number that is drained here; 0 while it is not known what an earlier life has left. */
    long drained() {
        return isCounted ? drain.drained(clock.monotonic()) : 0;
    }

    /** @return how long the loop has been awake since the last tick, in milliseconds */
    long tick() {
        return drain.tick(clock.monotonic());
    }

    /** A hint of that sweep number was sent to an owner. */
    void replayed(long born) {
        drain.replayed(born, clock.monotonic());
    }

    /** Is anything kept of this partition? */
    public boolean keepsAnyOf(int partition) {
        return amounts.containsKey(partition);
    }

    /** By partition, as it was up to a second ago. Any thread. */
    public Map<Integer, Amount> shown() {
        return shown;
    }

    /** The first partition from {@code from} on of which something is kept, or null. */
    @Nullable
    Integer partitionFrom(int from) {
        return amounts.ceilingKey(from);
    }

    /** The records that hints are, to be read, taken and written as owners do with theirs. */
    public Records records() {
        return records;
    }

    /** One page of a partition's hints, as they are on disk. */
    void scan(int partition, @Nullable Key after, Storage.PageLimit limit, Consumer<Storage.Scan> then) {
        storage.scan(Table.HINTS, Span.of(partition, partitions), after, limit, then);
    }

    /** All owners hold {@code delivered}: the hint goes, unless it says more by now. */
    void forget(Key key, KeyState delivered) {
        records.take(key, new Records.Reader() {
            @Override
            public void found(StoredRecord record) {
                if (!isNone(record) && saysTheSame(record.state(), delivered)) {
                    telemetry.count(Telemetry.Counter.HINT_HOME);
                    drop(key, record.mark().born());
                }
            }

            @Override
            public void failed(String reason) {} // it is delivered once more, later
        });
    }

    /** W owners hold {@code delivered}: the hint is BEST_EFFORT from now on, unless it says more by now. */
    void weaken(Key key, KeyState delivered, long units) {
        records.takeWhole(key, new Records.Reader() {
            @Override
            public void found(StoredRecord record) {
                if (!isNone(record) && !isWeak(record.mark()) && saysTheSame(record.state(), delivered)) {
                    telemetry.count(Telemetry.Counter.HINT_WEAK);
                    Mark.Hint mark = new Mark.Hint(record.mark().born(), units);
                    records.write(key, record.withMark(mark), Storage.Progress.UNWATCHED);
                }
            }

            @Override
            public void failed(String reason) {} // the next pass proves it anew
        });
    }

    /** Has been BEST_EFFORT for long enough: the hint goes, unless something was merged into it meanwhile. */
    void expire(Key key, long units) {
        records.take(key, new Records.Reader() {
            @Override
            public void found(StoredRecord record) {
                if (Expiry.isExpired(record.mark(), units)) {
                    telemetry.count(Telemetry.Counter.HINT_EXPIRED);
                    drop(key, record.mark().born());
                }
            }

            @Override
            public void failed(String reason) {}
        });
    }

    /** Until the deletion is synced, in stores of durability Buffered too, it may come back, and be delivered once more. */
    private void drop(Key key, long born) {
        records.drop(key, Storage.Progress.UNWATCHED);
        records.sync(new Storage.Progress() {
            @Override
            public void applied() {}

            @Override
            public void durable() {
                drain.gone(born);
            }

            @Override
            public void failed(String reason) {}
        });
    }

    private static boolean saysTheSame(KeyState one, KeyState other) {
        return one == other || one.withoutBytes().equals(other.withoutBytes());
    }
}
