/**
 * The placement planner: which stores own which partitions.
 *
 * <p>What a plan promises, and which class keeps it:
 *
 * <ol type="a">
 *   <li>The N owners of a partition are distinct stores in distinct zones; with fewer than N zones, as evenly spread as can be:
 *       {@link dev.stator.ring.plan.Spread}.
 *   <li>Every store holds its quota, rounded down or up. The quota is its weighted share, as far as (a) allows it: {@link
 *       dev.stator.ring.plan.Quotas}, {@link dev.stator.ring.plan.Rounding}. Where a rule bites, a {@link
 *       dev.stator.ring.plan.Cap} says so.
 *   <li>No plan that keeps (a) and (b) moves fewer replicas: {@link dev.stator.ring.plan.Keep}, {@link
 *       dev.stator.ring.plan.Deal}, {@link dev.stator.ring.plan.Chains}.
 *   <li>Stores coordinate by weight, too: {@link dev.stator.ring.plan.Roles}.
 *   <li>Equal requests give equal plans: {@link dev.stator.ring.plan.Chance} stands in for chance.
 * </ol>
 *
 * <p>The whole is one picture, a flow of N·Q replicas:
 *
 * <pre>
 *   partition 0 ──┐             ┌── node a   quota 341 or 342
 *   partition 1 ──┼── zone x ───┼── node b   quota 682 or 683
 *       ...       │             └── ...
 *   partition Q ──┴── zone y ─────── ...
 *
 *   N out of each; from a partition into a zone, the zone's least to its most; from there into a node, one.
 * </pre>
 *
 * <p>A replica that is where it was costs nothing, any other costs one move, and the cheapest flow is the plan. A textbook
 * solver would need an edge per partition and node, a thousand million of them at full size; here edges are never written
 * down, since all that leads to a node of one zone looks alike until the node is reached. Read {@link
 * dev.stator.ring.plan.PlacementPlanner} first, which tells the steps in order, then {@link dev.stator.ring.plan.Draft}, on
 * which they all work.
 *
 * <p>Knows nothing of how a table is reached safely, of time, or of who asks.
 */
@NullMarked
package dev.stator.ring.plan;

import org.jspecify.annotations.NullMarked;
