package dev.stator.node.message;

/**
 * What the sender knows of the ring, on every replica request: its epoch, and the placement version of the key's partition.
 * Where the two nodes' placements differ, the newer one answers STALE_EPOCH and the older one fetches the ring first, so no
 * ack mixes placements (PROTOCOL §3, fencing).
 */
public record Fence(long epoch, int placementVersion) {}
