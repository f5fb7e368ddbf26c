package dev.stator.node.antientropy;

import dev.stator.node.port.Change.LeafId;
import dev.stator.node.port.Span;
import dev.stator.node.port.Storage;
import dev.stator.node.port.Table;
import dev.stator.node.port.Telemetry;
import dev.stator.node.port.Timers;
import dev.stator.node.record.LeafCount;
import dev.stator.node.record.LeafTable;
import dev.stator.node.view.ClusterView;
import dev.stator.ring.Key;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads all records of this shard again, slowly and for ever (PROTOCOL §5, FAILURES 8 and 53):
 *
 * <ol>
 *   <li>Partition after partition is scanned, one page at a time, and its leaves are counted: {@link LeafCount}.
 *   <li>A leaf that is not the sum of its records is set right, counted and warned of: it should never happen.
 *   <li>A record that is damaged, or whose bytes do not hash to what they should, is given to {@link Healing}.
 *   <li>Leaves that are unknown come first. What cannot be scanned in {@value #FAILURES_MAX} tries becomes unknown, so that the
 *       other owners' keys are looked at one by one, and the pass goes on behind it.
 *   <li>Each record is shown to {@link Tombstones} and {@link Pasts}: their way out costs no reading of its own.
 *   <li>Between two passes there are {@value #PASS_PAUSE_MILLIS} ms, or less where tombstones grow old sooner.
 * </ol>
 *
 * One loop.
 */
final class TreeCheck {
    private static final Storage.PageLimit PAGE = new Storage.PageLimit(1024, 1 << 20);
    private static final long PAUSE_MILLIS = 1_000;
    private static final int BUSY_FACTOR = 8;
    private static final long PASS_PAUSE_MILLIS = 60_000;
    private static final int FAILURES_MAX = 3;

    /** What is being counted: the leaves {@code next} to {@code last} are still to be settled. */
    private static final class Stretch {
        private final LeafCount count;
        private final int last;
        private int next;
        private @Nullable Key after;

        Stretch(LeafCount count, int first, int last) {
            this.count = count;
            this.next = first;
            this.last = last;
        }
    }

    private final Site site;
    private final LeafTable leaves;
    private final Timers timers;
    private final Supplier<Pace> pace;
    private final Consumer<Key> healing;
    private final Tombstones tombstones;
    private final Pasts pasts;
    private final long pausesBetweenPasses;
    private List<Integer> partitions = List.of();
    private boolean isStarted;
    private @Nullable Stretch stretch;
    private int at; // of the pass: the place among the partitions
    private int from; // and the leaf to begin with there
    private long rest; // pauses until the next pass
    private boolean isAfterUnknown;
    private int failures;

    TreeCheck(
            Site site,
            LeafTable leaves,
            Timers timers,
            Supplier<Pace> pace,
            Consumer<Key> healing,
            Tombstones tombstones,
            Pasts pasts,
            long tombstoneMillis) {
        this.site = site;
        this.tombstones = tombstones;
        this.pasts = pasts;
        this.pausesBetweenPasses = Math.max(1, Math.min(PASS_PAUSE_MILLIS, tombstoneMillis / 2) / PAUSE_MILLIS);
        this.leaves = leaves;
        this.timers = timers;
        this.pace = pace;
        this.healing = healing;
    }

    /** Begins with the first view. Left-overs of partitions of others are nobody's concern here. */
    void see(ClusterView view, int shard, int shards) {
        List<Integer> own = new ArrayList<>();
        for (int partition = shard; partition < view.ring().partitions(); partition += shards) {
            if (view.ring().placement(partition).writers().contains(view.self())) {
                own.add(partition);
            }
        }
        partitions = own;
        if (!isStarted) {
            isStarted = true;
            pause(PAUSE_MILLIS);
        }
    }

    private void pause(long millis) {
        timers.after(pace.get().isBusy() ? BUSY_FACTOR * millis : millis, this::goOn);
    }

    private void goOn() {
        Stretch now = stretch;
        if (now != null) {
            scan(now);
            return;
        }
        Optional<LeafId> unknown = isAfterUnknown ? Optional.empty() : leaves.anyUnknown();
        isAfterUnknown = unknown.isPresent();
        if (unknown.isPresent()) {
            begin(unknown.get().partition(), unknown.get().leaf(), unknown.get().leaf());
        } else if (at < partitions.size()) {
            begin(partitions.get(at), from, LeafId.PER_PARTITION - 1);
        } else {
            if (rest == 0) {
                tombstones.endPass();
            }
            rest = rest > 0 ? rest - 1 : pausesBetweenPasses;
            at = rest > 0 ? at : 0;
            pause(PAUSE_MILLIS);
        }
    }

    private void begin(int partition, int first, int last) {
        leaves.count(partition, first, site.records(), count -> {
            if (count.isPresent()) {
                Stretch begun = new Stretch(count.get(), first, last);
                stretch = begun;
                scan(begun);
            } else {
                if (hasFailedTooOften()) {
                    leaves.giveUp(partition);
                }
                pause(PAUSE_MILLIS);
            }
        });
    }

    private boolean hasFailedTooOften() {
        failures++;
        boolean isTooOften = failures >= FAILURES_MAX;
        failures = isTooOften ? 0 : failures;
        return isTooOften;
    }

    private void scan(Stretch now) {
        int partition = now.count.partition();
        Span span = new Span(
                new LeafId(partition, now.next).span(site.partitions()).first(),
                new LeafId(partition, now.last).span(site.partitions()).last());
        site.storage().scan(Table.RECORDS, span, now.after, PAGE, scan -> {
            if (scan instanceof Storage.Scan.Page page) {
                failures = 0;
                count(now, page);
            } else if (hasFailedTooOften()) {
                giveUp(now);
            }
            pause(PAUSE_MILLIS);
        });
    }

    private void count(Stretch now, Storage.Scan.Page page) {
        int reached = now.next;
        for (Storage.Entry entry : page.entries()) {
            reached = LeafId.of(entry.key(), site.partitions()).leaf();
            now.after = entry.key();
            if (entry.record() instanceof Storage.Lookup.Found found) {
                now.count.add(entry.key(), found.record());
                tombstones.look(entry.key(), found.record());
                pasts.look(entry.key(), found.record());
                if (!found.record().state().isIntact()) {
                    site.telemetry().count(Telemetry.Counter.CORRUPT);
                    healing.accept(entry.key());
                }
            } else {
                now.count.addUnreadable(entry.key());
                if (entry.record() instanceof Storage.Lookup.Failed failed && failed.isDamaged()) {
                    site.telemetry().count(Telemetry.Counter.CORRUPT);
                    healing.accept(entry.key());
                }
            }
        }
        tombstones.endPage(now.count.partition());
        int end = page.isLast() ? now.last + 1 : reached;
        for (; now.next < end; now.next++) {
            settle(now);
        }
        if (page.isLast()) {
            end(now);
        }
    }

    private void settle(Stretch now) {
        LeafTable.Finding finding = leaves.settle(now.count, now.next);
        if (finding == LeafTable.Finding.COUNTED) {
            site.telemetry().count(Telemetry.Counter.LEAF_COUNTED);
        } else if (finding == LeafTable.Finding.WRONG) {
            site.telemetry().count(Telemetry.Counter.LEAF_REBUILT);
            site.telemetry()
                    .warn("a leaf was not the sum of its records, and is now; partition=" + now.count.partition()
                            + " leaf=" + now.next);
        }
    }

    /** The leaf cannot be scanned: the next count begins behind it. */
    private void giveUp(Stretch now) {
        LeafId leaf = new LeafId(now.count.partition(), now.next);
        site.telemetry().warn("the records of a leaf cannot be listed; " + leaf);
        leaves.giveUp(leaf);
        now.next++;
        end(now);
    }

    private void end(Stretch now) {
        leaves.end(now.count);
        stretch = null;
        boolean isOfThePass = now.last == LeafId.PER_PARTITION - 1
                && at < partitions.size()
                && partitions.get(at) == now.count.partition();
        if (isOfThePass) {
            from = now.next <= now.last ? now.next : 0;
            at += from == 0 ? 1 : 0;
        }
    }
}
