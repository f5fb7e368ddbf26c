/**
 * The deterministic simulator (PROTOCOL §6): whole clusters of the kernel that ships, over simulated ports, in virtual time. One
 * seed decides everything, so that a failure replays; idle time costs nothing, so that an hour of trouble takes a second.
 *
 * <ul>
 *   <li>{@link dev.stator.node.sim.Simulation} is the life of one seed: chaos, then quiet, then a read of everything, then the
 *       verdict. {@link dev.stator.node.sim.Swarm} is what a seed draws. {@link dev.stator.node.sim.Scheduler} is time, {@link
 *       dev.stator.node.sim.Chance} is dice, forked by name per component: never roll another component's.
 *   <li>{@link dev.stator.node.sim.Cluster} has the {@link dev.stator.node.sim.SimNode nodes}, each a {@link
 *       dev.stator.node.sim.SimDisk} and a {@link dev.stator.node.sim.SimClock} that stay, and a kernel that comes and goes; and the {@link
 *       dev.stator.node.sim.SimNetwork}, which carries the bytes of the real codec.
 *   <li>{@link dev.stator.node.sim.User}s do {@link dev.stator.node.sim.Deed}s; {@link dev.stator.node.sim.History} tells all that
 *       happens to {@link dev.stator.node.sim.Checker}s, who know the truth from {@link dev.stator.node.sim.UserWrite}s and the {@link
 *       dev.stator.node.sim.Ledger}, not from what the system says of itself.
 * </ul>
 *
 * <p><b>To add a fault</b>: a class that implements {@link dev.stator.node.sim.Fault}, and a line in {@link
 * dev.stator.node.sim.Faults}. Strike through the cluster (a node's {@code crash}, {@code pause}, {@code disk().trouble()}; a
 * network's {@code link}, {@code cut}, {@code clog}), let the scheduler undo it, make {@link dev.stator.node.sim.Cluster#heal} undo
 * it too, and keep within the promises: each violation must be a bug. Whatever loses disks must count them, W-1 at most.
 *
 * <p><b>To add a checker</b>: a class that implements {@link dev.stator.node.sim.Checker}, and a line in {@link
 * dev.stator.node.sim.Simulation}. Count with {@link dev.stator.node.sim.History#counts} what it had to look at: one that looks at
 * nothing finds nothing. Then write the mutant that it kills.
 *
 * <p><b>To add a port, or a method to one</b>: {@link dev.stator.node.sim.SimNode#start} puts the ports of a shard together. What must
 * survive a crash lives in {@link dev.stator.node.sim.SimDisk}, whose groups are applied and lost as wholes: what belongs into the
 * batch of a record belongs into its group. Messages need nothing but their codec.
 *
 * <p><b>To add a room</b> that works by itself (membership, handoff, anti-entropy, transfer): it runs as soon as the kernel runs
 * it, on the loops and timers here. When it begins to bring nodes together without reads, add what must then be equal to the
 * end of {@link dev.stator.node.sim.Simulation}.
 */
@NullMarked
package dev.stator.node.sim;

import org.jspecify.annotations.NullMarked;
