package dev.stator.node.antientropy;

import dev.stator.node.message.Message;
import dev.stator.node.message.Reply;
import dev.stator.node.message.RequestId;
import dev.stator.node.message.TreeRequest.ComparePast;
import dev.stator.node.port.Storage;
import dev.stator.node.port.Telemetry;
import dev.stator.node.port.Timers;
import dev.stator.node.record.Records;
import dev.stator.node.version.Actor;
import dev.stator.node.version.DottedSet;
import dev.stator.node.version.LeafSum;
import dev.stator.node.version.Mark;
import dev.stator.node.version.StoredRecord;
import dev.stator.node.view.ClusterView;
import dev.stator.node.view.SweepSeen;
import dev.stator.ring.Key;
import dev.stator.ring.Placement;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what is known of a key short (PROTOCOL rule 16): each start of a process names versions anew, so a key that is written
 * for ever knows ever more actors, of whom nothing is live. As {@link TreeCheck} comes by a record that knows many:
 *
 * <ol>
 *   <li>It is marked, and watched for H: whatever is written to it takes the mark away.
 *   <li>The owners agree, the sweep goes on, the owners are asked once more: all as with {@link Tombstones}.
 *   <li>Then all forget at once, told by the owner that found it first: while some have forgotten and others have not, a read gives
 *       it back. That does no harm, and the next try is H later.
 * </ol>
 *
 * {@value #AT_ONCE_MAX} keys at a time; what finds no room is met in the next pass. One loop.
 */
final class Pasts {
    private static final long QUIET_MILLIS = Message.AGE_MILLIS_MAX; // as with tombstones
    private static final int AT_ONCE_MAX = 64;

    private final Site site;
    private final Timers timers;
    private final int entriesMax;
    private @Nullable ClusterView view;
    private SweepSeen sweep = SweepSeen.NONE;
    private int underWay;

    Pasts(Site site, Timers timers, int entriesMax) {
        this.site = site;
        this.timers = timers;
        this.entriesMax = entriesMax;
    }

    void see(ClusterView newView) {
        view = newView;
    }

    void see(SweepSeen newSweep) {
        sweep = newSweep;
    }

    /** The pass has come by this record. */
    void look(Key key, StoredRecord record) {
        ClusterView now = view;
        if (now == null || record.state().known().entries().size() <= entriesMax) {
            return;
        }
        switch (decision(record, now.placementOf(key))) {
            case KEEP, WAIT -> {}
            case WATCH -> watch(key, record);
            case AGREE -> begin(() -> new Attempt(now, key, record).agree());
            case PRUNE -> begin(() -> new Attempt(now, key, record).prune());
        }
    }

    private PruneDecision decision(StoredRecord record, Placement placement) {
        return PruneDecision.of(record, placement, site.horizon().millis(), sweep.drained(), entriesMax);
    }

    private void begin(Runnable attempt) {
        if (underWay < AT_ONCE_MAX) {
            underWay++;
            attempt.run();
        }
    }

    private void watch(Key key, StoredRecord found) {
        Mark.LongPast mark = new Mark.LongPast(site.horizon().now(), Mark.OldTombstones.NOT_AGREED);
        take(key, found, record -> write(key, record.withMark(mark)));
    }

    private void write(Key key, StoredRecord record) {
        site.records().write(key, record, Storage.Progress.UNWATCHED);
    }

    /** If the record is as it was found. */
    private void take(Key key, StoredRecord found, Consumer<StoredRecord> then) {
        site.records().takeWhole(key, new Records.Reader() {
            @Override
            public void found(StoredRecord record) {
                if (record.equals(found)) {
                    then.accept(record);
                }
            }

            @Override
            public void failed(String reason) {} // the next pass comes by it again
        });
    }

    /** One key, under one placement. */
    private final class Attempt {
        private final Key key;
        private final StoredRecord found;
        private final Set<Actor> actors;
        private final DottedSet past;
        private final OtherOwners owners;
        private boolean isRefused;

        Attempt(ClusterView seen, Key key, StoredRecord found) {
            this.key = key;
            this.found = found;
            this.actors = PruneDecision.past(found);
            this.past = found.state().known().of(actors);
            this.owners = new OtherOwners(site, seen, () -> view, key.partition(site.partitions()));
        }

        void agree() {
            ask(ignored -> timers.after(
                    QUIET_MILLIS,
                    () -> ask(number -> {
                        if (found.mark() instanceof Mark.LongPast watched) {
                            Mark.OldTombstones agreement =
                                    new Mark.OldTombstones(owners.placement().version(), number);
                            Mark.LongPast agreed = new Mark.LongPast(watched.since(), agreement);
                            take(key, found, record -> write(key, record.withMark(agreed)));
                        }
                        underWay--;
                    })));
        }

        void prune() {
            ask(ignored -> {
                take(key, found, record -> {
                    if (decision(record, owners.placement()) == PruneDecision.PRUNE) {
                        owners.tell(id -> question(id, true));
                        site.telemetry().count(Telemetry.Counter.PRUNED);
                        write(key, record.withState(record.state().forgetting(actors)));
                    }
                });
                underWay--;
            });
        }

        /** {@code then} is told the largest sweep number, if no owner objects. */
        private void ask(LongConsumer then) {
            owners.ask(id -> question(id, false), (owner, objected) -> isRefused |= !objected.isEmpty(), largest -> {
                if (isRefused || largest.isEmpty()) {
                    underWay--;
                } else {
                    then.accept(largest.getAsLong());
                }
            });
        }

        private ComparePast question(RequestId id, boolean isForGood) {
            LeafSum sum = LeafSum.of(key, found.state());
            return new ComparePast(id, owners.fence(), key.partition(site.partitions()), key, sum, past, isForGood);
        }
    }

    /** What another owner asks of this one, or tells it to do. */
    void serve(ComparePast question, Consumer<Reply> answer) {
        site.records().takeWhole(question.key(), new Records.Reader() {
            @Override
            public void found(StoredRecord record) {
                boolean agrees = agrees(question, record);
                if (agrees && question.isForGood()) {
                    Set<Actor> actors = question.past().actors();
                    write(question.key(), record.withState(record.state().forgetting(actors)));
                }
                reply(agrees);
            }

            @Override
            public void failed(String reason) {
                reply(false);
            }

            private void reply(boolean agrees) {
                List<Key> objections = agrees ? List.of() : List.of(question.key());
                answer.accept(new Reply.Objections(question.id(), site.sweep().orElseThrow(), objections));
            }
        });
    }

    private boolean agrees(ComparePast question, StoredRecord record) {
        Actor own = record.localActor();
        return record.mark() instanceof Mark.LongPast watched
                && watched.since() < site.horizon().millis()
                && LeafSum.of(question.key(), record.state()).equals(question.sum())
                && record.state().known().containsAll(question.past())
                && (own == null || !question.past().actors().contains(own));
    }
}
