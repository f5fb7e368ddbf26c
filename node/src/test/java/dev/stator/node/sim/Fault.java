package dev.stator.node.sim;

/** One kind of trouble. It strikes now and then while there is chaos, undoes itself after a while, and keeps within the promises. */
interface Fault {
    /** As a swarm and a command line name it. */
    String name();

    /** About how many nanoseconds pass between two, in a swarm that has much of it. */
    long often();

    /** Does it make a difference only while users use the store? Then it does not strike when the {@link Tide} is low. */
    default boolean needsUsers() {
        return false;
    }

    void strike(Cluster cluster, Chance chance);
}
