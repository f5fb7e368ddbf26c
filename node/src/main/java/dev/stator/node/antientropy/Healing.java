package dev.stator.node.antientropy;

import dev.stator.node.message.Fence;
import dev.stator.node.message.Reply;
import dev.stator.node.message.Request;
import dev.stator.node.port.Storage;
import dev.stator.node.port.Telemetry;
import dev.stator.node.port.Timers;
import dev.stator.node.record.Records;
import dev.stator.node.version.DotConflictException;
import dev.stator.node.version.KeyState;
import dev.stator.node.version.StoredRecord;
import dev.stator.node.view.ClusterView;
import dev.stator.ring.Key;
import dev.stator.ring.Placement;
import dev.stator.ring.StoreId;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Replaces damaged records by what the other owners have (FAILURES 8), one after the other:
 *
 * <ol>
 *   <li>All other owners are asked for their states.
 *   <li>Enough of them must answer: of any W owners that hold an acknowledged write one must be among them, this store itself
 *       apart. Else a record that nobody could read would become one that lacks that write, and be counted by reads. With W=1,
 *       where this store may have been the only one, all others must.
 *   <li>The record is read once more. If memory still has it, it is written again. If it is still damaged, the merge of the answers takes its place, without an own actor:
 *       what this node names next it names anew (PROTOCOL rule 2). If only a value's bytes are wrong, those alone are replaced.
 *   <li>Where all others lack the key, what is damaged was acknowledged by nobody, or has been purged elsewhere, and is forgotten; but not with
 *       W=1, where this store alone may have acknowledged it.
 *   <li>Whatever does not work is tried again, after others.
 * </ol>
 *
 * One loop.
 */
final class Healing {
    private static final int DAMAGED_MAX = 10_000;
    private static final long RETRY_MILLIS = 5_000;

    private final Site site;
    private final Timers timers;
    private final int writeQuorum;
    private final Set<Key> damaged = new LinkedHashSet<>();
    private @Nullable ClusterView view;
    private boolean isRunning;

    Healing(Site site, Timers timers, int writeQuorum) {
        this.site = site;
        this.timers = timers;
        this.writeQuorum = writeQuorum;
    }

    void see(ClusterView newView) {
        view = newView;
        start();
    }

    /** The record of this key is damaged. Of more than can be remembered the slow pass finds the rest later. */
    void add(Key key) {
        if (damaged.size() < DAMAGED_MAX && damaged.add(key)) {
            start();
        }
    }

    private void start() {
        if (!isRunning && !damaged.isEmpty()) {
            isRunning = true;
            timers.after(1, this::next);
        }
    }

    private void next() {
        Iterator<Key> first = damaged.iterator();
        ClusterView now = view;
        if (now == null || !first.hasNext()) {
            isRunning = false;
            return;
        }
        Key key = first.next();
        Placement placement = now.placementOf(key);
        if (!placement.readers().contains(now.self())) { // not ours any more, or not yet
            ended(key, true);
            return;
        }
        List<StoreId> others = new ArrayList<>(placement.readers());
        others.remove(now.self());
        fetch(key, now, others, Math.min(others.size(), others.size() + 1 - writeQuorum + 1));
    }

    private void fetch(Key key, ClusterView now, List<StoreId> others, int required) {
        Fence fence = Site.fence(now, key.partition(site.partitions()));
        List<Optional<KeyState>> answers = new ArrayList<>();
        for (StoreId other : others) {
            site.questions().ask(other, id -> new Request.Read(id, fence, key, Questions.WAIT_MILLIS, 0), reply -> {
                answers.add( // what was damaged, there or on its way, does not come as a state
                        reply.isPresent() && reply.get() instanceof Reply.State state
                                ? Optional.of(state.state())
                                : Optional.empty());
                if (answers.size() == others.size()) {
                    decide(key, answers, required);
                }
            });
        }
        if (others.isEmpty()) {
            ended(key, true);
        }
    }

    private void decide(Key key, List<Optional<KeyState>> answers, int required) {
        try {
            KeyState theirs = KeyState.EMPTY;
            int count = 0;
            for (Optional<KeyState> answer : answers) {
                theirs = answer.isPresent() ? theirs.merge(answer.get()) : theirs;
                count += answer.isPresent() ? 1 : 0;
            }
            boolean isNobodys = theirs.isAbsent() && (count < answers.size() || writeQuorum == 1);
            if (count < required || isNobodys) {
                ended(key, false);
            } else {
                replace(key, theirs);
            }
        } catch (DotConflictException e) {
            conflict(key, e);
        }
    }

    private void replace(Key key, KeyState theirs) {
        site.records().takeWhole(key, new Records.Reader() {
            @Override
            public void found(StoredRecord record) {
                if (record.state().isAbsent()) { // nothing is lost
                    ended(key, true);
                } else if (record.state().isIntact()) { // memory has it, or somebody has written it: so does the disk
                    site.records().write(key, record, healed(key));
                } else {
                    mend(key, record, theirs);
                }
            }

            @Override
            public void failed(String reason) {
                ended(key, false);
            }

            @Override
            public void damaged(String reason) {
                site.telemetry()
                        .warn("a damaged record is replaced by what other owners have; partition="
                                + key.partition(site.partitions()) + " reason=" + reason);
                if (theirs.isAbsent()) {
                    site.records().drop(key, healed(key));
                } else {
                    site.records().write(key, new StoredRecord(theirs, null), healed(key));
                }
            }
        });
    }

    private void mend(Key key, StoredRecord record, KeyState theirs) {
        try {
            KeyState mended = record.state().withoutBytes().merge(theirs);
            if (mended.isWhole()) {
                site.records().write(key, record.withState(mended), healed(key));
            } else {
                ended(key, false);
            }
        } catch (DotConflictException e) {
            conflict(key, e);
        }
    }

    private void conflict(Key key, DotConflictException e) {
        site.telemetry().count(Telemetry.Counter.DOT_CONFLICT);
        site.telemetry().warn("owners disagree about one version: " + e.getMessage());
        ended(key, false);
    }

    private Storage.Progress healed(Key key) {
        return new Storage.Progress() {
            @Override
            public void applied() {}

            @Override
            public void durable() {
                site.telemetry().count(Telemetry.Counter.RECORD_HEALED);
                ended(key, true);
            }

            @Override
            public void failed(String reason) {
                ended(key, false);
            }
        };
    }

    private void ended(Key key, boolean isDone) {
        damaged.remove(key);
        if (!isDone) {
            damaged.add(key); // at the end
        }
        timers.after(isDone ? 1 : RETRY_MILLIS, this::next);
    }
}
