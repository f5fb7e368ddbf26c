/**
 * What the operator decides: values in (the resource, and what was {@link dev.stator.operator.plan.Observed observed} of its
 * store), values out: steps, or a {@link dev.stator.operator.plan.Hold} that says why nothing happens.
 *
 * <ul>
 *   <li>{@link dev.stator.operator.plan.Adoption}: whose data this is.
 *   <li>{@link dev.stator.operator.plan.PoolSizes}: how many nodes there shall be now.
 *   <li>{@link dev.stator.operator.plan.RingDecision}: which ring comes next, and who has to hear of it.
 *   <li>{@link dev.stator.operator.plan.RolloutDecision}: which pod may be replaced now.
 *   <li>{@link dev.stator.operator.plan.VolumeGrowth}: which volumes shall be larger.
 *   <li>{@link dev.stator.operator.plan.FullReplication}: whether all owners hold the same.
 *   <li>{@link dev.stator.operator.plan.StatusReport}: what is said of all that, and {@link dev.stator.operator.plan.Tale} which
 *       events tell it.
 * </ul>
 *
 * <p>What is unknown (a node that did not answer, a file that could not be read) is absent from what was observed, and absent
 * never means done. Knows nothing of the Kubernetes API, of sockets or of clocks: the caller says what time it is.
 */
@NullMarked
package dev.stator.operator.plan;

import org.jspecify.annotations.NullMarked;
