package dev.stator.node.handoff;

import dev.stator.node.message.Calls;
import dev.stator.node.message.Fence;
import dev.stator.node.message.Reply;
import dev.stator.node.message.Request;
import dev.stator.node.message.RequestId;
import dev.stator.node.port.Clock;
import dev.stator.node.port.Network;
import dev.stator.node.port.Storage;
import dev.stator.node.port.Telemetry;
import dev.stator.node.port.Timers;
import dev.stator.node.version.KeyState;
import dev.stator.node.view.ClusterView;
import dev.stator.ring.Key;
import dev.stator.ring.Placement;
import dev.stator.ring.StoreId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Brings the hints of one shard home (PROTOCOL §5):
 *
 * <ol>
 *   <li>Pass after pass goes over the partitions of which something is kept, a page at a time.
 *   <li>Each hint is sent, whole, to everyone in the partition's present write set who is in reach and not known to hold it, as a
 *       replica write under the present fence; {@link ReplayWindow} says how many at once.
 *   <li>When all of the write set hold it durably it is forgotten, if it still says the same. Once W owners do, it is BEST_EFFORT, and
 *       {@link Expiry} may drop it some hours later.
 *   <li>A pass that brought something home is followed by the next at once; otherwise the next waits, longer each time, until a
 *       store comes back or the ring changes.
 * </ol>
 *
 * One loop.
 */
public final class Handoff {
    private static final long TICK_MILLIS = 500;
    private static final long REST_MILLIS_MIN = 500;
    private static final long REST_MILLIS_MAX = 10_000;
    private static final int ACK_TIMEOUT_MILLIS = 5_000;
    private static final Storage.PageLimit PAGE = new Storage.PageLimit(64, 1 << 20);
    private static final int REMEMBERED_MAX = 4096;

    /**
     * With more than this, hints of which W owners are known to have the state wait until all are in reach: nothing is read only to
     * be kept again.
     */
    private static final long PARTLY_BYTES_MAX = 64 << 20;

    private final StoreId self;
    private final HintBook book;
    private final LocalCopy local;
    private final Clock clock;
    private final Timers timers;
    private final Network network;
    private final Telemetry telemetry;
    private final Calls calls;
    private final ReplayWindow window = new ReplayWindow();
    private final Deque<Storage.Entry> page = new ArrayDeque<>();
    private final int writeQuorum;
    private final AwakeTime awake;
    private final Expiry expiry;
    private final Map<Key, Delivery> halfDelivered = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Delivery> eldest) {
            return size() > REMEMBERED_MAX; // it is sent to all again, to those that have it too
        }
    };

    private @Nullable ClusterView view;
    private boolean isReading;
    private boolean isPassing;
    private int partition;
    private @Nullable Key lastRead;
    private boolean isPartitionRead;
    private boolean broughtHome;
    private long restMillis = REST_MILLIS_MIN;
    private Clock.Ticks nextPass;
    private LongConsumer drainedReport = sweep -> {};
    private long drained;

    /** Merges a state into the store's own record of the key, as a replica does. */
    public interface LocalCopy {
        /** {@code then} is told whether the state is durable in the own record. */
        void merge(Key key, KeyState state, Consumer<Boolean> then);
    }

    /**
     * @param writeQuorum W
     * @param expiryMillis how long BEST_EFFORT hints are kept, at least
     */
    public Handoff(
            StoreId self,
            int writeQuorum,
            long expiryMillis,
            HintBook book,
            LocalCopy local,
            Clock clock,
            Timers timers,
            Network network,
            Storage storage,
            Telemetry telemetry,
            Calls calls) {
        this.self = self;
        this.writeQuorum = writeQuorum;
        this.book = book;
        this.local = local;
        this.clock = clock;
        this.timers = timers;
        this.network = network;
        this.telemetry = telemetry;
        this.calls = calls;
        this.nextPass = clock.monotonic();
        this.awake = new AwakeTime(storage, Math.max(1, expiryMillis / Expiry.UNITS));
        this.expiry = new Expiry(book, awake, timers);
    }

    /** @param report told of each sweep number that is drained here, larger and larger (PROTOCOL rule 14) */
    public void start(LongConsumer report) {
        drainedReport = report;
        timers.after(TICK_MILLIS, this::tick);
    }

    /** The cluster has changed: who was out of reach may be back, and the write set may be another. */
    public void see(ClusterView newView) {
        ClusterView before = view;
        view = newView;
        if (before == null || !before.ring().epoch().equals(newView.ring().epoch())) {
            halfDelivered.clear();
        }
        restMillis = REST_MILLIS_MIN;
        Clock.Ticks soon = clock.monotonic().plusMillis(restMillis);
        if (nextPass.isAfter(soon)) {
            nextPass = soon;
        }
    }

    private void tick() {
        book.show();
        if (awake.add(book.tick()) && view != null) { // who sees no ring may be in doubt, and keeps all it has
            expiry.pass();
        }
        goOn();
        if (book.drained() > drained) {
            drained = book.drained();
            drainedReport.accept(drained);
        }
        timers.after(TICK_MILLIS, this::tick);
    }

    private void goOn() {
        ClusterView now = view;
        if (now == null) {
            return;
        }
        if (!isPassing) {
            if (!book.isCounted() || book.isEmpty() || nextPass.isAfter(clock.monotonic())) {
                return;
            }
            isPassing = true;
            broughtHome = false;
            partition = 0;
            lastRead = null;
            isPartitionRead = false;
        }
        while (window.hasRoom()) {
            Storage.Entry entry = page.poll();
            if (entry != null) {
                deliver(now, entry);
            } else if (isReading) {
                return;
            } else if (!readOn(now)) {
                endPass();
                return;
            }
        }
    }

    /** @return false when nothing is left to read in this pass */
    private boolean readOn(ClusterView now) {
        if (isPartitionRead) {
            partition++;
            lastRead = null;
            isPartitionRead = false;
        }
        Integer next = book.partitionFrom(partition);
        while (next != null && !isWorthATry(next, now)) {
            next = book.partitionFrom(next + 1);
        }
        if (next == null) {
            return false;
        }
        if (next != partition) {
            partition = next;
            lastRead = null;
        }
        isReading = true;
        book.scan(partition, lastRead, PAGE, scan -> {
            isReading = false;
            if (scan instanceof Storage.Scan.Page found) {
                page.addAll(found.entries());
                lastRead = found.entries().isEmpty()
                        ? lastRead
                        : found.entries().get(found.entries().size() - 1).key();
                isPartitionRead = found.isLast();
            } else {
                isPartitionRead = true; // cannot be read now: the next pass tries again
            }
            goOn();
        });
        return true;
    }

    private boolean isWorthATry(int next, ClusterView now) {
        Placement placement = now.ring().placement(next);
        int inReach = 0;
        for (StoreId writer : placement.writers()) {
            inReach += now.isReachable(writer) ? 1 : 0;
        }
        boolean isWorthWeakening = inReach >= writeQuorum && book.isAnyCounted(next);
        return inReach == placement.writers().size()
                || inReach > 0 && (book.bytes() <= PARTLY_BYTES_MAX || isWorthWeakening);
    }

    private void endPass() {
        if (!window.isIdle()) {
            return; // its last deliveries come back here
        }
        isPassing = false;
        restMillis = broughtHome ? REST_MILLIS_MIN : Math.min(REST_MILLIS_MAX, restMillis * 2);
        nextPass = clock.monotonic().plusMillis(broughtHome ? 0 : restMillis);
    }

    private void deliver(ClusterView now, Storage.Entry entry) {
        Key key = entry.key();
        if (!(entry.record() instanceof Storage.Lookup.Found found)
                || found.record().state().isAbsent()) {
            return; // damaged: nobody can be given it, and nobody may forget it
        }
        KeyState state = found.record().state();
        long born = found.record().mark().born();
        Placement placement = now.placementOf(key);
        List<StoreId> writers = placement.writers();
        Delivery before = halfDelivered.get(key);
        Delivery delivery = before != null && before.state().equals(state) ? before : new Delivery(state, writers);
        halfDelivered.put(key, delivery);
        for (StoreId target : delivery.missing(writers)) {
            if (target.equals(self)) {
                window.begun();
                Clock.Ticks begun = clock.monotonic();
                local.merge(key, state, isKept -> ended(placement, key, delivery, target, begun, isKept));
            } else if (now.isReachable(target) && takes(now, target, state)) {
                book.replayed(born);
                send(now, placement, key, delivery, target);
            }
        }
    }

    /** A full disk would refuse values, pass after pass. */
    private static boolean takes(ClusterView now, StoreId target, KeyState state) {
        return now.disk(target).takesWrites() || state.values().isEmpty();
    }

    private void send(ClusterView now, Placement placement, Key key, Delivery delivery, StoreId target) {
        window.begun();
        Sending sending = new Sending(placement, key, delivery, target);
        RequestId id = calls.open(target, sending);
        sending.timer = timers.after(ACK_TIMEOUT_MILLIS, () -> {
            calls.forget(id);
            ended(placement, key, delivery, target, sending.begun, false);
        });
        telemetry.count(Telemetry.Counter.HINT_SENT);
        Fence fence = new Fence(now.ring().epoch().number(), placement.version());
        network.send(target, new Request.Write(id, fence, key, ACK_TIMEOUT_MILLIS, delivery.state(), true));
    }

    private final class Sending implements Consumer<Reply> {
        private final Placement placement;
        private final Key key;
        private final Delivery delivery;
        private final StoreId target;
        private final Clock.Ticks begun = clock.monotonic();
        private Timers.@Nullable Timer timer;

        Sending(Placement placement, Key key, Delivery delivery, StoreId target) {
            this.placement = placement;
            this.key = key;
            this.delivery = delivery;
            this.target = target;
        }

        @Override
        public void accept(Reply reply) {
            if (timer != null) {
                timer.cancel();
            }
            ended(placement, key, delivery, target, begun, reply instanceof Reply.Kept);
        }
    }

    private void ended(
            Placement placement, Key key, Delivery delivery, StoreId target, Clock.Ticks begun, boolean isKept) {
        window.ended(isKept ? clock.monotonic().nanosSince(begun) : Long.MAX_VALUE);
        if (isKept && delivery.kept(target)) {
            broughtHome = true;
            halfDelivered.remove(key, delivery);
            book.forget(key, delivery.state());
        } else if (isKept && awake.isKnown() && delivery.restsOnOwners(placement, writeQuorum)) {
            book.weaken(key, delivery.state(), awake.units());
        }
        goOn();
    }
}
