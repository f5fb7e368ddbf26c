package dev.stator.operator.plan;

/**
 * A pool's StatefulSet as it is.
 *
 * @param templateHash of the pods that it makes; empty where it has none of ours
 * @param isHeeded whether its controller has seen its newest version: until then it may make pods of the one before
 */
public record PoolState(int replicas, String templateHash, boolean isHeeded) {}
