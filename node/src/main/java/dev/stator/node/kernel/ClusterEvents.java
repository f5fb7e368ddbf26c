package dev.stator.node.kernel;

import dev.stator.node.message.Life;
import dev.stator.node.message.MemberRecord;
import dev.stator.ring.RingState;

/** What a kernel tells its maker about the cluster. On shard 0's loop; must not wait. */
public interface ClusterEvents {
    /** This ring is in force from now on: adapters keep connections by it. */
    void ringSeen(RingState ring);

    /** A member is believed to be in another state or life than before: for the diary. */
    void memberChanged(MemberRecord before, MemberRecord now);

    /** Another process is this store, and the later one: this process must end. */
    void superseded(Life own, Life later);

    /** The disk seems to have gone back in time (PROTOCOL rule 20): for the diary. */
    void inDoubt(String reason);

    /** That was found out while the store served, and is on the disk: the process must end, and begin anew in doubt. */
    void mustBeginInDoubt(String reason);
}
