package dev.stator.node.replica;

import dev.stator.node.handoff.HintBook;
import dev.stator.node.message.Fence;
import dev.stator.node.message.Reply;
import dev.stator.node.message.Request;
import dev.stator.node.message.RequestId;
import dev.stator.node.port.Clock;
import dev.stator.node.port.Storage;
import dev.stator.node.port.Telemetry;
import dev.stator.node.record.Naming;
import dev.stator.node.record.Records;
import dev.stator.node.version.DotConflictException;
import dev.stator.node.version.KeyState;
import dev.stator.node.version.Sibling;
import dev.stator.node.version.StoredRecord;
import dev.stator.node.version.Version;
import dev.stator.node.view.ClusterView;
import dev.stator.ring.Key;
import dev.stator.ring.Placement;
import dev.stator.ring.StoreId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One shard's replica (PROTOCOL §2, fencing of §3):
 *
 * <ol>
 *   <li>A request from an older ring is served if the placement of its partition is the same, else refused as STALE_EPOCH; one
 *       from a newer ring waits until that ring is here.
 *   <li>A read gets the applied record; an ask the same without bytes. A record that cannot be read is refused, never empty.
 *   <li>A write is merged under the taken key and acknowledged once durable. Bytes that are missing are asked for, bytes that do
 *       not hash to what they should are refused. A write that changes nothing waits for an fsync all the same (rule 9).
 *   <li>A hint is merged in the same way, into the {@link HintBook}, as long as that has room.
 *   <li>What is late is not written any more: nobody waits for it. While too many bytes wait to be written, more are refused as BUSY.
 *   <li>A full disk takes nothing that would make it fuller, and goes on reading: tombstones and merges that shrink pass.
 * </ol>
 *
 * One loop.
 */
public final class Replica {
    private static final int HELD_MAX = 1024;

    /** Of writes that are not durable yet. One is always taken, however large. */
    private static final long WRITING_BYTES_MAX = 32 << 20;

    private static final int PER_WRITE_BYTES = 512;

    private record Held(Request.ToReplica request, Consumer<Reply> answer, Clock.Ticks deadline) {}

    private final StoreId self;
    private final boolean isBuffered;
    private final Records records;
    private final HintBook hints;
    private final Naming naming;
    private final Clock clock;
    private final Telemetry telemetry;
    private final Deque<Held> held = new ArrayDeque<>();
    private @Nullable ClusterView view;
    private long writingBytes;

    /** @param isBuffered whether writes count as durable before their fsync, as in stores of durability Buffered */
    public Replica(
            StoreId self,
            boolean isBuffered,
            Records records,
            HintBook hints,
            Naming naming,
            Clock clock,
            Telemetry telemetry) {
        this.self = self;
        this.isBuffered = isBuffered;
        this.records = records;
        this.hints = hints;
        this.naming = naming;
        this.clock = clock;
        this.telemetry = telemetry;
    }

    public void see(ClusterView newView) {
        view = newView;
        List<Held> waiting = List.copyOf(held);
        held.clear();
        for (Held request : waiting) {
            if (!clock.monotonic().isAfter(request.deadline())) {
                serve(request.request(), request.answer());
            }
        }
    }

    public void serve(Request.ToReplica request, Consumer<Reply> answer) {
        ClusterView now = view;
        if (now == null || request.fence().epoch() > now.ring().epoch().number()) {
            hold(request, answer);
            return;
        }
        Placement placement = now.placementOf(request.key());
        if (request.fence().placementVersion() != placement.version()) {
            refuse(request, Reply.Reason.STALE_EPOCH, answer);
        } else if (request instanceof Request.Write write) {
            if (placement.writers().contains(self)) {
                merge(write, write.state(), records, answer);
            } else {
                refuse(request, Reply.Reason.NOT_OWNER, answer);
            }
        } else if (request instanceof Request.Hint hint) {
            keep(hint, placement, answer);
        } else if (!placement.readers().contains(self)) {
            refuse(request, Reply.Reason.NOT_OWNER, answer);
        } else if (request instanceof Request.Read read) {
            read(read, answer);
        } else if (request instanceof Request.Ask ask) {
            ask(ask, answer);
        } else {
            throw new IllegalStateException("not a replica's request: " + request);
        }
    }

    private void hold(Request.ToReplica request, Consumer<Reply> answer) {
        if (held.size() >= HELD_MAX) {
            refuse(request, view == null ? Reply.Reason.NOT_READY : Reply.Reason.BEHIND, answer);
        } else {
            held.add(new Held(request, answer, clock.monotonic().plusMillis(request.timeoutMillis())));
        }
    }

    private void refuse(Request.ToReplica request, Reply.Reason reason, Consumer<Reply> answer) {
        long epoch = view == null ? 0 : view.ring().epoch().number();
        answer.accept(new Reply.Refused(request.id(), reason, epoch));
    }

    private void read(Request.Read request, Consumer<Reply> answer) {
        StoredRecord large = request.digest() == 0 ? null : records.cachedIfLarge(request.key());
        if (large != null && large.state().digest() == request.digest()) {
            answer.accept(new Reply.Same(request.id()));
            return;
        }
        records.read(request.key(), new Records.Reader() {
            @Override
            public void found(StoredRecord record) {
                boolean isSame = request.digest() != 0
                        && request.digest() == record.state().digest();
                answer.accept(isSame ? new Reply.Same(request.id()) : new Reply.State(request.id(), record.state()));
            }

            @Override
            public void failed(String reason) {
                refuse(request, Reply.Reason.READ_ERROR, answer);
            }
        });
    }

    private void ask(Request.Ask request, Consumer<Reply> answer) {
        records.readMetadata(request.key(), new Records.Reader() {
            @Override
            public void found(StoredRecord record) {
                answer.accept(new Reply.State(request.id(), record.state().withoutBytes()));
            }

            @Override
            public void failed(String reason) {
                refuse(request, Reply.Reason.READ_ERROR, answer);
            }
        });
    }

    /** For owners out of reach; an owner keeps no hints, for it would not find them when it reads. */
    private void keep(Request.Hint hint, Placement placement, Consumer<Reply> answer) {
        if (placement.writers().contains(self)) {
            refuse(hint, Reply.Reason.NOT_OWNER, answer);
        } else if (!hints.hasRoom()) {
            telemetry.count(Telemetry.Counter.HINT_REFUSED);
            refuse(hint, Reply.Reason.BUSY, answer);
        } else {
            telemetry.count(Telemetry.Counter.HINT_KEPT);
            merge(hint, hint.state(), hints.records(), answer);
        }
    }

    /** What was kept as a hint elsewhere on this store, of a key that it owns by now; {@code then} is told if it is durable. */
    public void mergeOwn(Key key, KeyState state, Consumer<Boolean> then) {
        Fence fence = new Fence(0, 0); // it has come no way on which the placement could have changed
        Request.Write request = new Request.Write(new RequestId(0), fence, key, Integer.MAX_VALUE, state, true);
        merge(request, state, records, reply -> then.accept(reply instanceof Reply.Kept));
    }

    private void merge(Request.ToReplica request, KeyState state, Records into, Consumer<Reply> answer) {
        if (!state.isIntact()) {
            telemetry.count(Telemetry.Counter.CORRUPT);
            refuse(request, Reply.Reason.DAMAGED, answer);
            return;
        }
        long bytes = PER_WRITE_BYTES + state.valueBytes();
        if (writingBytes > 0 && writingBytes + bytes > WRITING_BYTES_MAX) {
            telemetry.count(Telemetry.Counter.SHED);
            refuse(request, Reply.Reason.BUSY, answer);
            return;
        }
        writingBytes += bytes;
        Consumer<Reply> settled = reply -> {
            writingBytes -= bytes;
            answer.accept(reply);
        };
        Clock.Ticks deadline = clock.monotonic().plusMillis(request.timeoutMillis());
        into.take(request.key(), new Merge(request, state, deadline, into, settled, false));
    }

    /** One state on its way into a record: the taker of the key first, then told how the write goes. */
    private final class Merge implements Records.Reader, Storage.Progress {
        private final Request.ToReplica request;
        private final KeyState state;
        private final Clock.Ticks deadline;
        private final Records into;
        private final Consumer<Reply> answer;
        private final boolean isWhole;
        private boolean isSyncMissing;

        Merge(
                Request.ToReplica request,
                KeyState state,
                Clock.Ticks deadline,
                Records into,
                Consumer<Reply> answer,
                boolean isWhole) {
            this.request = request;
            this.state = state;
            this.deadline = deadline;
            this.into = into;
            this.answer = answer;
            this.isWhole = isWhole;
        }

        @Override
        public void found(StoredRecord record) {
            if (clock.monotonic().isAfter(deadline)) {
                refuse(request, Reply.Reason.LATE, answer);
                return;
            }
            KeyState merged;
            try {
                merged = record.state().merge(state);
            } catch (DotConflictException e) {
                telemetry.count(Telemetry.Counter.DOT_CONFLICT);
                telemetry.warn("a replica write was refused: " + e.getMessage());
                refuse(request, Reply.Reason.DAMAGED, answer);
                return;
            }
            naming.heed(record, state.known());
            if (isFull() && grows(record.state(), merged)) {
                telemetry.count(Telemetry.Counter.DISK_FULL);
                refuse(request, Reply.Reason.DISK_FULL, answer);
                return;
            }
            if (merged.equals(record.state())) {
                into.sync(this);
            } else if (merged.isWhole()) {
                isSyncMissing = isBuffered && request instanceof Request.Write write && write.isSynced();
                into.write(request.key(), record.withState(merged), this);
            } else if (isWhole || record.state().isWhole()) {
                answer.accept(new Reply.NeedWhole(request.id()));
            } else {
                into.takeWhole(request.key(), new Merge(request, state, deadline, into, answer, true));
            }
        }

        @Override
        public void applied() {}

        @Override
        public void durable() {
            if (isSyncMissing) {
                isSyncMissing = false;
                into.sync(this);
            } else {
                answer.accept(new Reply.Kept(request.id()));
            }
        }

        /** Of the reading: no answer, and never "absent". Of the writing: this process writes no more. */
        @Override
        public void failed(String reason) {
            refuse(request, Reply.Reason.READ_ERROR, answer);
        }
    }

    private boolean isFull() {
        return view != null && !view.disk(self).takesWrites();
    }

    /** Does it bring a value, and no fewer bytes than it replaces? */
    private static boolean grows(KeyState before, KeyState after) {
        boolean bringsValue = false;
        long bytes = 0;
        for (Version version : after.live()) {
            if (version.sibling().kind() == Sibling.Kind.VALUE) {
                bringsValue |= before.version(version.dot()).isEmpty();
                bytes += version.sibling().size();
            }
        }
        for (Version version : before.live()) {
            bytes -= version.sibling().kind() == Sibling.Kind.VALUE
                    ? version.sibling().size()
                    : 0;
        }
        return bringsValue && bytes >= 0;
    }
}
