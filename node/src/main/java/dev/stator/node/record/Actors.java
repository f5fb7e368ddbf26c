package dev.stator.node.record;

import dev.stator.node.message.ClientWrite;
import dev.stator.node.port.Clock;
import dev.stator.node.port.Randomness;
import dev.stator.node.port.Telemetry;
import dev.stator.node.version.Actor;
import dev.stator.node.version.CausalContext;
import dev.stator.node.version.DottedSet;
import dev.stator.node.version.KeyState;
import dev.stator.node.version.StoredRecord;

/**
 * Who names the versions that this shard makes (PROTOCOL rules 1 to 3):
 *
 * <ol>
 *   <li>The incarnation is drawn at every start of the process, one per shard so that shards share nothing.
 *   <li>A key's actor is continued only if its own record holds one of this incarnation; else a new one is minted. What a peer
 *       sends never names our actor.
 *   <li>Whoever knows a dot of that actor above our own counter knows something that we have forgotten: the disk went back
 *       while we ran. Then a new incarnation begins, and an alarm is counted.
 * </ol>
 */
public final class Actors implements Naming {
    private final Randomness randomness;
    private final Telemetry telemetry;
    private long incarnation;
    private long seq;

    public Actors(Randomness randomness, Telemetry telemetry) {
        this.randomness = randomness;
        this.telemetry = telemetry;
        this.incarnation = randomness.bits();
    }

    @Override
    public long incarnation() {
        return incarnation;
    }

    @Override
    public KeyState.Put put(StoredRecord record, CausalContext context, ClientWrite write, Clock clock) {
        return record.state().put(context, write.sibling(clock.wall().millis()), next(record, context.dots()));
    }

    @Override
    public void saw(DottedSet seen) {}

    /** The actor for the next version of this record, of which {@code seen} is what the writer has seen. */
    public Actor next(StoredRecord record, DottedSet seen) {
        heed(record, seen);
        Actor own = record.localActor();
        return own != null && own.incarnation() == incarnation ? own : new Actor(incarnation, ++seq);
    }

    /** Raises the amnesia alarm (rule 3) if {@code seen}, of a context or a peer's state, knows more of us than we do. */
    @Override
    public void heed(StoredRecord record, DottedSet seen) {
        Actor own = record.localActor();
        if (own != null
                && own.incarnation() == incarnation
                && seen.highest(own) > record.state().known().highest(own)) {
            telemetry.count(Telemetry.Counter.DOT_AMNESIA);
            telemetry.warn("a peer knows dots of ours that we do not: the disk lost writes while we ran; actor=" + own
                    + " ours=" + record.state().known().highest(own) + " theirs=" + seen.highest(own));
            incarnation = randomness.bits();
            seq = 0;
        }
    }
}
