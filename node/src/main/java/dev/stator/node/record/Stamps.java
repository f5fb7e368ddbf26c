package dev.stator.node.record;

import dev.stator.node.message.ClientWrite;
import dev.stator.node.port.Clock;
import dev.stator.node.version.Actor;
import dev.stator.node.version.CausalContext;
import dev.stator.node.version.Dot;
import dev.stator.node.version.DottedSet;
import dev.stator.node.version.KeyState;
import dev.stator.node.version.StoredRecord;

/**
 * The hybrid logical clock of one shard of a store that keeps the last write alone (PROTOCOL rule 17): milliseconds by the clock of the
 * node that took the write in, and 16 bits to count with; never less than any stamp that was seen here, in records, contexts and
 * answers. So a write beats what its coordinator or its context had seen, whatever the clocks say. The incarnation tells two
 * stamps of the same moment apart; it is drawn at every start of the process.
 */
public final class Stamps implements Naming {
    private static final int COUNTER_BITS = 16;

    private final Actor actor;
    private long last;

    public Stamps(long incarnation) {
        this.actor = Actor.ofRegisters(incarnation);
    }

    @Override
    public long incarnation() {
        return actor.incarnation();
    }

    @Override
    public KeyState.Put put(StoredRecord record, CausalContext context, ClientWrite write, Clock clock) {
        saw(record.state().known());
        saw(context.dots());
        long takenIn = write.takenIn() != 0 ? write.takenIn() : clock.wall().millis();
        last = Math.max(Math.max(0, takenIn) << COUNTER_BITS, last + 1);
        return KeyState.register(new Dot(actor, last), write.sibling(takenIn));
    }

    @Override
    public void heed(StoredRecord record, DottedSet seen) {
        saw(seen);
    }

    @Override
    public void saw(DottedSet seen) {
        for (DottedSet.Entry entry : seen.entries()) {
            last = Math.max(last, entry.highest());
        }
    }
}
