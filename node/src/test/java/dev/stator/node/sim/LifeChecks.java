package dev.stator.node.sim;

import dev.stator.node.message.Life;
import dev.stator.node.message.SessionLives;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What the two ends of a connection say of their lives, and which connections end for it (PROTOCOL §4): at the first message, and then once a
 * second, as the pings of real ones. Nothing is drawn.
 */
final class LifeChecks {
    private static final long PING_NANOS = Scheduler.SECONDS;
    private static final long BACK_NANOS = Scheduler.MILLIS;

    private record Connection(SimNode from, int fromLife, SimNode to, int toLife) {}

    private final Cluster cluster;
    private final Map<Connection, Long> checkedAt = new HashMap<>();

    LifeChecks(Cluster cluster) {
        this.cluster = cluster;
    }

    /** A message of that life of {@code from} is there: does its connection go on? Both ends are told what follows. */
    boolean goesOn(SimNode from, int fromLife, SimNode to) {
        if (!isAwake(from, fromLife)) {
            return true; // it said what it had to say before
        }
        long now = cluster.scheduler().now();
        Connection connection = new Connection(from, fromLife, to, to.life());
        if (now - checkedAt.getOrDefault(connection, now - PING_NANOS) < PING_NANOS) {
            return true;
        }
        SessionLives said = from.kernel().lives(to.id());
        SessionLives own = to.kernel().lives(from.id());
        boolean isHeardBack = cluster.network().passes(to, from);
        own.news(said).ifPresent(later -> tell(to, later));
        Optional<Life> refused = own.refusal(said);
        if (refused.isPresent()) {
            cluster.history().counts("caller refused for a later life");
            if (isHeardBack) {
                cluster.scheduler().after(BACK_NANOS, () -> {
                    if (isAwake(from, fromLife)) {
                        tell(from, refused.get());
                    }
                });
            }
            return false;
        }
        if (isHeardBack && said.refusal(own).isPresent()) {
            cluster.history().counts("called one left for a later life");
            cluster.twins().hangUp(from, to);
            return false;
        }
        checkedAt.put(connection, now);
        return true;
    }

    private void tell(SimNode node, Life later) {
        cluster.trace().note("told-of-later-life", node.index(), node.life(), later);
        cluster.twins().hears(node, later);
        node.kernel().heardOfOwn(later);
    }

    private static boolean isAwake(SimNode node, int life) {
        return node.isUp() && node.life() == life && !node.isPaused();
    }
}
