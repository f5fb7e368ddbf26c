package dev.stator.node.sim;

/**
 * Bits of records on one disk flip (row 8): reading them fails for good, until they are replaced by what the other owners have.
 * Always the same disk, and only where an acknowledged write is on another one, too.
 */
final class BitFlips implements Fault {
    @Override
    public String name() {
        return "bit-flips";
    }

    @Override
    public long often() {
        return 5 * Scheduler.SECONDS;
    }

    @Override
    public void strike(Cluster cluster, Chance chance) {
        if (cluster.swarm().settings().writeQuorum() > 1) {
            cluster.nodes().get(0).disk().flipBits(chance.fraction());
        }
    }
}
