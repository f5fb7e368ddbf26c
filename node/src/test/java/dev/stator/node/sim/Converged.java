package dev.stator.node.sim;

/** Once all is quiet, each disk's leaves are the sums over its records (G6, PROTOCOL §5). */
final class Converged implements Checker {
    private final History history;

    Converged(History history) {
        this.history = history;
    }

    @Override
    public void finished(Cluster cluster) {
        int partitions = cluster.swarm().settings().partitions();
        for (SimNode node : cluster.nodes()) {
            for (String wrong : node.disk().applied().wrongLeaves(partitions)) {
                history.violated("leaves are the sums of records", node + ": " + wrong);
            }
        }
    }
}
