package dev.stator.node.sim;

/**
 * On some links bits of messages flip for a while (row 15): on the wire, where the frame's checksum shows it and the connection
 * ends, or in a buffer behind that, where values have their own hashes.
 */
final class BitFlipsOnTheWay implements Fault {
    private static final double SHARE_MAX = 0.1;

    @Override
    public String name() {
        return "bit-flips-on-the-way";
    }

    @Override
    public long often() {
        return 4 * Scheduler.SECONDS;
    }

    @Override
    public void strike(Cluster cluster, Chance chance) {
        for (SimNode from : cluster.nodes()) {
            for (SimNode to : cluster.nodes()) {
                if (from != to && chance.happens(0.3)) {
                    SimNetwork.Link link = cluster.network().link(from, to);
                    link.flips = chance.fraction() * SHARE_MAX;
                    cluster.scheduler().after(chance.between(0, 10 * Scheduler.SECONDS), () -> link.flips = 0);
                }
            }
        }
    }
}
