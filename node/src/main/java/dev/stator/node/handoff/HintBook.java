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
import dev.stator.node.version.StoredRecord;
import dev.stator.node.version.Version;
import dev.stator.ring.Key;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The hints of one shard: one record per key in a table of their own, merged like any other record, durable like any other,
 * and how many there are of each partition.
 *
 * <ol>
 *   <li>After a start the table is counted first. Until then no hint is taken in: a full book must not be filled further.
 *   <li>What would go over the budget in bytes is not taken in either; the sender tries another store (row 47).
 *   <li>{@link #forget} drops a hint only if it still is the state that all owners are known to hold: what came meanwhile stays.
 * </ol>
 *
 * One loop, but for {@link #shown}.
 */
public final class HintBook {
    /**
     * What is kept of one partition.
     *
     * @param since when the first of it was seen in this life of the process; nothing of it is older here
     */
    public record Amount(int hints, long bytes, Clock.Ticks since) {
        private Amount plus(int moreHints, long moreBytes) {
            return new Amount(hints + moreHints, bytes + moreBytes, since);
        }
    }

    private static final int PER_HINT_BYTES = 128;
    private static final Storage.PageLimit PAGE = new Storage.PageLimit(256, 1 << 20);
    private static final long AGAIN_MILLIS = 1000;

    private final Storage storage;
    private final Clock clock;
    private final Timers timers;
    private final Telemetry telemetry;
    private final Records records;
    private final int shard;
    private final int shards;
    private final int partitions;
    private final long bytesMax;
    private final NavigableMap<Integer, Amount> amounts = new TreeMap<>();
    private volatile Map<Integer, Amount> shown = Map.of(); // for other threads
    private long bytes;
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
        this.records = new Records(storage, Table.HINTS, telemetry, 0, this::replaced);
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
                        add(entry.key(), 1, weightOf(entry));
                    }
                }
                isCounted = page.isLast();
                if (!isCounted) {
                    count(last);
                }
            } else { // from the beginning, later: half a count is none
                amounts.clear();
                bytes = 0;
                timers.after(AGAIN_MILLIS, () -> count(null));
            }
        });
    }

    private static long weightOf(Storage.Entry entry) {
        return entry.record() instanceof Storage.Lookup.Found found
                ? weight(entry.key(), found.record())
                : PER_HINT_BYTES;
    }

    private static long weight(Key key, StoredRecord record) {
        long weight = (long) PER_HINT_BYTES + key.bytes().length;
        for (Version version : record.state().live()) {
            weight += version.sibling().size();
        }
        return weight;
    }

    private void replaced(Key key, StoredRecord before, StoredRecord after, List<Change> batch) {
        int hints = (isNone(after) ? 0 : 1) - (isNone(before) ? 0 : 1);
        add(key, hints, (isNone(after) ? 0 : weight(key, after)) - (isNone(before) ? 0 : weight(key, before)));
    }

    private static boolean isNone(StoredRecord record) {
        return record.state().isAbsent();
    }

    private void add(Key key, int hints, long more) {
        bytes += more;
        int partition = key.partition(partitions);
        Amount before = amounts.get(partition);
        Amount after = (before == null ? new Amount(0, 0, clock.monotonic()) : before).plus(hints, more);
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

    boolean isEmpty() {
        return amounts.isEmpty();
    }

    public long bytes() {
        return bytes;
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
                    records.drop(key, IGNORED);
                }
            }

            @Override
            public void failed(String reason) {} // it is delivered once more, later
        });
    }

    private static boolean saysTheSame(KeyState one, KeyState other) {
        return one == other || one.withoutBytes().equals(other.withoutBytes());
    }

    /** A deletion that is lost brings the hint back, to be delivered once more. */
    private static final Storage.Progress IGNORED = new Storage.Progress() {
        @Override
        public void applied() {}

        @Override
        public void durable() {}

        @Override
        public void failed(String reason) {}
    };
}
