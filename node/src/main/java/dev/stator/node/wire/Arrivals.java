package dev.stator.node.wire;

import dev.stator.node.kernel.Inbox;
import dev.stator.node.kernel.LifeControl;
import dev.stator.node.kernel.RingControl;
import dev.stator.node.kernel.RollbackControl;
import dev.stator.node.port.Clock;
import dev.stator.ring.RingState;
import dev.stator.ring.StoreId;
import io.netty.channel.EventLoop;
import java.net.SocketAddress;
import java.util.List;
import java.util.Set;

/**
 * What inbound connections work with; shared by all of them.
 *
 * @param loops the shards', in order: a connection lives on the loop of the shard that its caller speaks for
 * @param lives what is compared with what callers say
 * @param callers told who called, on any loop
 * @param bugs where what must not happen goes, before its connection is closed
 */
record Arrivals(
        LocalStore self,
        WireSettings settings,
        List<EventLoop> loops,
        Inbox inbox,
        RingControl ring,
        RollbackControl rollback,
        LifeControl lives,
        Callers callers,
        Sessions sessions,
        Clock clock,
        WireCounts counts,
        Complaints complaints,
        Thread.UncaughtExceptionHandler bugs) {

    /** Told of each store that has proven who it is, and of the address that it called from. */
    interface Callers {
        void called(Hello hello, SocketAddress from);
    }

    long nowMillis() {
        return clock.monotonic().nanos() / 1_000_000;
    }

    Set<StoreId> removed() {
        return ring.ring().<Set<StoreId>>map(RingState::removed).orElse(Set.of());
    }
}
