package dev.stator.node.sim;

import dev.stator.node.port.Table;
import dev.stator.node.version.StoredRecord;
import dev.stator.ring.Key;
import java.util.ArrayList;
import java.util.List;

/**
 * What is old stays somewhere, for about as long as it takes to prove that nothing is left of it, and comes home then (rows 22, 23, 95):
 *
 * <ol>
 *   <li>an owner is away for a moment, so that others keep hints for it;
 *   <li>who keeps such a hint of a value is dead, or cannot reach owners, and when it can again its messages are late and doubled, or its
 *       fsyncs are slow and it loses power, or it starts anew and cannot read its disk;
 *   <li>an owner that has a value cannot read it, or reaches all but the other owners: so it misses that it is deleted;
 *   <li>a link is clogged, and lets go of everything that long after.
 * </ol>
 *
 * Only while users use the store, for what is done then is what comes late.
 */
final class Latecomers implements Fault {
    private static final int SALTS = 50;

    /** A store, and a key of which it has a value. */
    private record Holder(SimNode node, Key key) {}

    @Override
    public String name() {
        return "latecomers";
    }

    @Override
    public long often() {
        return Scheduler.SECONDS;
    }

    @Override
    public boolean needsUsers() {
        return true;
    }

    @Override
    public void strike(Cluster cluster, Chance chance) {
        List<Holder> keepers = holders(cluster, Table.HINTS);
        List<Holder> owners = holders(cluster, Table.RECORDS);
        double dice = chance.fraction();
        if (owners.isEmpty()) {
            return;
        }
        if (dice < 0.4 && !keepers.isEmpty()) {
            keepBack(cluster, chance, chance.oneOf(keepers));
        } else if (dice < 0.5 && !keepers.isEmpty()) {
            keepOnAnIsland(cluster, chance, chance.oneOf(keepers));
        } else if (dice < 0.6) {
            keepInTheDark(cluster, chance, chance.oneOf(owners));
        } else if (dice < 0.7) {
            breakLinks(cluster, chance, chance.oneOf(owners));
        } else if (dice < 0.8) {
            clog(cluster, chance, chance.oneOf(owners));
        } else {
            long nanos = chance.logarithmic(500 * Scheduler.MILLIS, 5 * Scheduler.SECONDS);
            takeAway(cluster, chance, chance.oneOf(owners).node(), nanos);
        }
    }

    /** So that others keep hints for it, some of which come late. */
    private static void takeAway(Cluster cluster, Chance chance, SimNode owner, long nanos) {
        Cuts.between(cluster, owner, cluster.nodes(), cluster.scheduler().now() + nanos);
        if (chance.happens(0.5)) {
            cluster.nodes().forEach(node -> makeLate(cluster, chance, node, nanos + 2 * Scheduler.SECONDS));
        }
    }

    private static List<Holder> holders(Cluster cluster, Table table) {
        List<Holder> holders = new ArrayList<>();
        for (SimNode node : cluster.lasting()) {
            node.disk().applied().all(table).forEach((key, record) -> {
                if (hasValue(record)
                        && (table == Table.HINTS || cluster.owners(key).contains(node))) {
                    holders.add(new Holder(node, key));
                }
            });
        }
        return holders;
    }

    private static boolean hasValue(StoredRecord record) {
        return !record.state().values().isEmpty();
    }

    /** What it keeps for others stays where it is, until the owners may have agreed that it is nowhere. */
    private static void keepBack(Cluster cluster, Chance chance, Holder keeper) {
        SimNode node = keeper.node();
        List<SimNode> owners = Cluster.shuffled(cluster.owners(keeper.key()), chance);
        long nanos = chance.between(10 * Scheduler.SECONDS, 60 * Scheduler.SECONDS);
        double dice = chance.fraction();
        if (dice < 0.15) {
            node.crash(false);
            cluster.scheduler().after(nanos, node::start);
        } else {
            boolean isFromAll = dice < 0.4;
            Cuts.between(
                    cluster,
                    node,
                    isFromAll ? owners : owners.subList(0, 1),
                    cluster.scheduler().now() + nanos);
        }
        double ending = chance.fraction();
        if (ending < 0.25) {
            cluster.scheduler().after(nanos, () -> makeLate(cluster, chance, node, 10 * Scheduler.SECONDS));
        } else if (ending < 0.5) {
            cluster.scheduler().after(nanos - Scheduler.SECONDS, () -> syncLate(cluster, chance, node));
        } else if (ending < 0.65) {
            cluster.scheduler().after(chance.between(0, nanos), () -> startBlind(cluster, chance, node));
        }
    }

    /**
     * Two that own nothing of the key reach each other and none of its owners, and are perhaps a sweep number ahead of them. Then one of
     * them reaches all.
     */
    private static void keepOnAnIsland(Cluster cluster, Chance chance, Holder keeper) {
        List<SimNode> owners = Cluster.shuffled(cluster.owners(keeper.key()), chance);
        List<SimNode> others = Cluster.shuffled(cluster.nodes(), chance);
        others.removeAll(owners);
        others.remove(keeper.node());
        if (others.isEmpty()) {
            return;
        }
        long end = cluster.scheduler().now() + chance.between(13 * Scheduler.SECONDS, 25 * Scheduler.SECONDS);
        long later = end + chance.between(24 * Scheduler.SECONDS, 45 * Scheduler.SECONDS);
        Cuts.between(cluster, keeper.node(), owners, end);
        Cuts.between(cluster, others.get(0), owners, end);
        Cuts.between(cluster, others.get(0), owners.subList(0, 1), later);
    }

    /** Whatever others keep of that key stays with them, for one owner alone does not get it; perhaps all lose power meanwhile. */
    private static void breakLinks(Cluster cluster, Chance chance, Holder owner) {
        List<SimNode> others = new ArrayList<>(cluster.nodes());
        others.removeAll(cluster.owners(owner.key()));
        long now = cluster.scheduler().now();
        Cuts.between(
                cluster, owner.node(), others, now + chance.between(30 * Scheduler.SECONDS, 75 * Scheduler.SECONDS));
        if (chance.happens(0.6)) {
            takeAway(cluster, chance, owner.node(), chance.between(Scheduler.SECONDS / 2, 3 * Scheduler.SECONDS));
        }
        if (chance.happens(0.2)) {
            cluster.scheduler().after(chance.between(0, 15 * Scheduler.SECONDS), () -> {
                for (SimNode node : cluster.isHealed() ? List.<SimNode>of() : cluster.nodes()) {
                    node.crash(true);
                    cluster.scheduler().after(chance.between(1, Scheduler.SECONDS), node::start);
                }
            });
        }
    }

    /** It does not hear of what the other owners do, until those may have agreed without it. */
    private static void keepInTheDark(Cluster cluster, Chance chance, Holder owner) {
        SimNode node = owner.node();
        long nanos = chance.between(25 * Scheduler.SECONDS, 75 * Scheduler.SECONDS);
        if (chance.happens(0.5)) {
            makeUnreadable(cluster, chance, owner, nanos);
        } else {
            List<SimNode> owners = cluster.owners(owner.key());
            long now = cluster.scheduler().now();
            Cuts.between(
                    cluster, node, cluster.nodes(), now + chance.between(Scheduler.SECONDS, 8 * Scheduler.SECONDS));
            Cuts.between(cluster, node, owners, now + nanos);
        }
    }

    /** Half of what its disk has, and that. */
    private static void makeUnreadable(Cluster cluster, Chance chance, Holder holder, long nanos) {
        SimDisk.Trouble trouble = holder.node().disk().trouble();
        trouble.unreadable = 0.5;
        for (int i = 0; i < SALTS && !holder.node().disk().isUnreadable(holder.key()); i++) {
            trouble.salt = chance.bits();
        }
        cluster.scheduler().after(nanos, () -> trouble.unreadable = 0);
    }

    /** Between an owner and one that is none: owners must hear each other, or none of them would purge. */
    private static void clog(Cluster cluster, Chance chance, Holder owner) {
        List<SimNode> others = new ArrayList<>(cluster.nodes());
        others.removeAll(cluster.owners(owner.key()));
        boolean isOutwards = chance.happens(0.6);
        for (SimNode other : others) {
            SimNode from = isOutwards ? owner.node() : other;
            SimNode to = isOutwards ? other : owner.node();
            if (chance.happens(0.5)) {
                cluster.network().clog(from, to);
                long nanos = chance.between(8 * Scheduler.SECONDS, 70 * Scheduler.SECONDS);
                cluster.scheduler().after(nanos, () -> cluster.network().unclog(from, to));
            }
        }
        if (isOutwards && chance.happens(0.7)) {
            SimNode away = chance.oneOf(cluster.owners(owner.key()));
            takeAway(cluster, chance, away, chance.between(Scheduler.SECONDS / 2, 3 * Scheduler.SECONDS));
        }
    }

    /** Most of what it says comes twice, and up to as late as anything may come. */
    private static void makeLate(Cluster cluster, Chance chance, SimNode node, long nanos) {
        if (cluster.isHealed()) {
            return;
        }
        for (SimNode other : cluster.nodes()) {
            if (other != node && chance.happens(0.7)) {
                SimNetwork.Link link = cluster.network().link(node, other);
                SlowLinks.makeLate(cluster, link, 0.5, 0.7, 12 * Scheduler.SECONDS, nanos);
            }
        }
    }

    /** What it does is on its disk many seconds later, or never. */
    private static void syncLate(Cluster cluster, Chance chance, SimNode node) {
        if (cluster.isHealed()) {
            return;
        }
        SimDisk.Trouble trouble = node.disk().trouble();
        long sync = chance.between(5 * Scheduler.SECONDS, 15 * Scheduler.SECONDS);
        trouble.slowness = (double) sync / cluster.swarm().fsyncNanos();
        cluster.scheduler().after(chance.between(4 * Scheduler.SECONDS, 14 * Scheduler.SECONDS), () -> {
            trouble.slowness = 1;
            if (!cluster.isHealed() && chance.happens(0.8)) {
                node.crash(true);
                cluster.scheduler().after(chance.between(0, Scheduler.SECONDS), node::start);
            }
        });
    }

    private static void startBlind(Cluster cluster, Chance chance, SimNode node) {
        if (cluster.isHealed()) {
            return;
        }
        node.crash(false);
        SimDisk.Trouble trouble = node.disk().trouble();
        trouble.unreadable = 0.6;
        trouble.salt = chance.bits();
        node.start();
        cluster.scheduler()
                .after(
                        chance.logarithmic(500 * Scheduler.MILLIS, 10 * Scheduler.SECONDS),
                        () -> trouble.unreadable = 0);
    }
}
