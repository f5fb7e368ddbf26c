package dev.stator.node.coordinator;

import dev.stator.node.handoff.HintBook;
import dev.stator.node.message.Calls;
import dev.stator.node.message.ClientWrite;
import dev.stator.node.message.Fence;
import dev.stator.node.message.Reply;
import dev.stator.node.message.WriteOutcome;
import dev.stator.node.port.Clock;
import dev.stator.node.port.Network;
import dev.stator.node.port.Telemetry;
import dev.stator.node.port.Timers;
import dev.stator.node.record.Horizon;
import dev.stator.node.record.Naming;
import dev.stator.node.record.Records;
import dev.stator.node.view.ClusterView;
import dev.stator.ring.Key;
import dev.stator.ring.Placement;
import dev.stator.ring.PreferenceList;
import dev.stator.ring.StoreId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** What every operation of a shard works with: its ports, its records, and the cluster as it is seen now. One loop. */
final class Surroundings {
    final Coordinator.Settings settings;
    final Clock clock;
    final Timers timers;
    final Network network;
    final Telemetry telemetry;
    final Records records;
    final HintBook hints;
    final Naming naming;
    final Horizon horizon;
    final Calls calls;
    final RecentLatency latency = new RecentLatency(5_000_000);
    final AdmissionLimit limit;
    final ValueRoom values;
    private @Nullable ClusterView view;

    Surroundings(
            Coordinator.Settings settings,
            Clock clock,
            Timers timers,
            Network network,
            Telemetry telemetry,
            Records records,
            HintBook hints,
            Naming naming,
            Horizon horizon,
            Calls calls) {
        this.settings = settings;
        this.clock = clock;
        this.timers = timers;
        this.network = network;
        this.telemetry = telemetry;
        this.records = records;
        this.hints = hints;
        this.naming = naming;
        this.horizon = horizon;
        this.calls = calls;
        this.values = new ValueRoom(settings.valueBytesMax());
        this.limit =
                new AdmissionLimit(settings.operationsMax(), clock.monotonic().nanos());
    }

    void see(ClusterView newView) {
        view = newView;
    }

    /** Null until there is a ring. */
    @Nullable
    ClusterView view() {
        return view;
    }

    StoreId self() {
        return settings.self();
    }

    static Fence fence(ClusterView view, Placement placement) {
        return new Fence(view.ring().epoch().number(), placement.version());
    }

    static Placement placement(ClusterView view, Key key) {
        return view.placementOf(key);
    }

    /** The others of {@code stores}: those within reach first, the slow among them last; each in the order given. */
    List<StoreId> others(ClusterView view, List<StoreId> stores) {
        List<StoreId> order = new ArrayList<>(stores.size());
        List<StoreId> slow = new ArrayList<>(0);
        List<StoreId> outOfReach = new ArrayList<>(0);
        for (StoreId store : stores) {
            if (!store.equals(self())) {
                (!view.isReachable(store) ? outOfReach : view.isSlow(store) ? slow : order).add(store);
            }
        }
        order.addAll(slow);
        order.addAll(outOfReach);
        return order;
    }

    /**
     * Who may stand in for an owner: stores in reach that own nothing of the key, in preference order, without this one; those whose
     * disks are filling up come after all others (PROTOCOL §5). Nobody where quorums are strict.
     */
    Iterator<StoreId> fallbacks(ClusterView view, Key key, Placement placement) {
        return fallbacks(view, key, placement, view::isUsable);
    }

    private Iterator<StoreId> fallbacks(ClusterView view, Key key, Placement placement, Predicate<StoreId> isUsable) {
        if (!settings.isSloppy()) {
            return Collections.emptyIterator();
        }
        Predicate<StoreId> isFallback = store -> !store.equals(self())
                && view.isReachable(store)
                && isUsable.test(store)
                && !placement.writers().contains(store);
        Predicate<StoreId> hasRoom = view::hasAmpleRoom;
        return Stream.concat(
                        preferred(view, key).filter(hasRoom.and(isFallback)),
                        preferred(view, key).filter(hasRoom.negate().and(isFallback)))
                .iterator();
    }

    private static Stream<StoreId> preferred(ClusterView view, Key key) {
        return StreamSupport.stream(
                PreferenceList.of(view.ring(), key).fallbacks().spliterator(), false);
    }

    /**
     * Why the write cannot be kept by W stores, by what is seen of them: too few are in view (503), or their disks are full (507).
     * Null if it can.
     */
    WriteOutcome.@Nullable Rejected refusal(ClusterView view, ClientWrite write, Placement placement) {
        int required = settings.writeQuorum();
        Predicate<StoreId> isUsable = write.isDelete() ? view::isUsableForDeletes : view::isUsable;
        int usable = usable(view, write.key(), placement, isUsable);
        if (usable >= required) {
            return null;
        }
        boolean isForDisks = usable(view, write.key(), placement, view::isUsableForDeletes) >= required;
        return new WriteOutcome.Rejected(
                isForDisks ? WriteOutcome.Why.DISK_FULL : WriteOutcome.Why.TOO_FEW_STORES, usable, required);
    }

    /** How many stores could take a copy, counted as far as W: owners of either set, and fallbacks where quorums are sloppy. */
    private int usable(ClusterView view, Key key, Placement placement, Predicate<StoreId> isUsable) {
        int owners = Math.min(count(placement.owners(), isUsable), count(placement.newOwners(), isUsable));
        if (owners < settings.writeQuorum() && settings.isSloppy()) {
            owners += !placement.writers().contains(self()) && isUsable.test(self()) ? 1 : 0;
            Iterator<StoreId> fallbacks = fallbacks(view, key, placement, isUsable);
            while (owners < settings.writeQuorum() && fallbacks.hasNext()) {
                fallbacks.next();
                owners++;
            }
        }
        return owners;
    }

    private static int count(List<StoreId> stores, Predicate<StoreId> isUsable) {
        int count = 0;
        for (StoreId store : stores) {
            count += isUsable.test(store) ? 1 : 0;
        }
        return count;
    }

    /**
     * Why this store would rather not coordinate the write, though nothing of it has been done (rule 8); null if it does. A disk that
     * is scarce leaves puts to others, and if they all do, takes them all the same until it is full. Deletes it never leaves. So
     * does one whose clock is off leave writes that need a stamp (rule 17).
     */
    Reply.@Nullable Reason reluctance(ClusterView view, ClientWrite write, Attempt attempt) {
        if (settings.keepsLastOnly() && view.isClockOff() && !attempt.isLast()) {
            telemetry.count(Telemetry.Counter.CLOCK_OFF);
            return Reply.Reason.CLOCK;
        }
        boolean hasRoom = attempt.isLast() ? view.disk(self()).takesWrites() : view.coordinatesPuts(self());
        if (write.isDelete() || hasRoom) {
            return null;
        }
        telemetry.count(Telemetry.Counter.DISK_SCARCE);
        return Reply.Reason.DISK_FULL;
    }

    /** How long to wait for a replica before asking one more. */
    long hedgeMillis() {
        return latency.p95Millis(5, 200);
    }
}
