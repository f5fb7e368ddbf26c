package dev.stator.node;

import dev.stator.node.kernel.ClusterEvents;
import dev.stator.node.message.Life;
import dev.stator.node.message.MemberRecord;
import dev.stator.node.wire.Internode;
import dev.stator.ring.RingState;
import java.util.Locale;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What happens to the cluster, in the log for its keeper; and what has to follow from it in this process. */
final class Diary implements ClusterEvents {
    private static final Logger log = LoggerFactory.getLogger(Diary.class);

    private final Internode internode;
    private final Consumer<Throwable> onFatal;

    Diary(Internode internode, Consumer<Throwable> onFatal) {
        this.internode = internode;
        this.onFatal = onFatal;
    }

    @Override
    public void ringSeen(RingState ring) {
        log.info(
                "ring in force epoch={} members={}",
                ring.epoch(),
                ring.members().size());
        internode.ringChanged(ring);
    }

    @Override
    public void memberChanged(MemberRecord before, MemberRecord now) {
        log.info(
                "member {} store={} life={} before={} accusers={}",
                now.state().name().toLowerCase(Locale.ROOT),
                now.store(),
                now.life(),
                before.state().name().toLowerCase(Locale.ROOT),
                now.accusers());
    }

    @Override
    public void inDoubt(String reason) {
        log.error(
                "this store is in doubt: it keeps all it has, and serves nothing; see docs/OPERATIONS.md, \"A store in doubt\""
                        + " reason={}",
                reason);
    }

    @Override
    public void mustBeginInDoubt(String reason) {
        onFatal.accept(new IllegalStateException("this store is in doubt, and has served: it begins anew; " + reason));
    }

    @Override
    public void superseded(Life own, Life later) {
        onFatal.accept(new IllegalStateException(
                "another process lives on a copy of this store's disk, and is the later one: this one ends; own life "
                        + own + ", the other's " + later));
    }
}
