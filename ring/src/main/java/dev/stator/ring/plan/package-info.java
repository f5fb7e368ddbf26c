/**
 * The placement planner: which stores own which partitions, by weight and zone, with as few moves as possible. Start at
 * {@link dev.stator.ring.plan.PlacementPlanner}, which tells the steps in order.
 *
 * <p>Knows nothing of how a table is reached safely, of time, or of who asks.
 */
@NullMarked
package dev.stator.ring.plan;

import org.jspecify.annotations.NullMarked;
