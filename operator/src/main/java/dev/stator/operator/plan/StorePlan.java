package dev.stator.operator.plan;

import dev.stator.operator.api.KeyValueStore;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/**
 * All that is decided of one store at one moment.
 *
 * @param refused why nothing at all may be touched, or could be
 * @param sizes nodes per pool
 * @param change what the resource asks for in vain
 */
public record StorePlan(
        Optional<Hold> refused,
        SortedMap<String, Integer> sizes,
        Optional<Hold> change,
        RingDecision ring,
        RolloutDecision rollout,
        RollbackDecision rollback,
        VolumeGrowth growth) {

    public static StorePlan decide(
            KeyValueStore store, Observed seen, RingDecision.EndpointOf endpoints, Map<String, String> templates) {
        return new StorePlan(
                Optional.empty(),
                PoolSizes.of(store, seen),
                seen.knownRing().flatMap(ring -> PoolSizes.notBuiltYet(store, ring)),
                RingDecision.decide(store, seen, endpoints),
                RolloutDecision.decide(seen, templates),
                RollbackDecision.decide(store, seen),
                VolumeGrowth.decide(store, seen));
    }

    /** Nothing may be touched. */
    public static StorePlan refused(KeyValueStore store, Hold hold) {
        return new StorePlan(
                Optional.of(hold),
                PoolSizes.of(store, Optional.empty()),
                Optional.empty(),
                new RingDecision.Wait(hold),
                new RolloutDecision.Done(),
                new RollbackDecision.Silent(),
                new VolumeGrowth(List.of(), Optional.empty()));
    }

    /** The same when the API server would not have what was to be written. */
    public StorePlan denied(String message) {
        return new StorePlan(
                Optional.of(Hold.stuck("RefusedByKubernetes", message)),
                sizes,
                change,
                ring,
                rollout,
                rollback,
                growth);
    }

    /** Whether there is nothing to do until somebody changes something. */
    public boolean isAtRest() {
        return refused.isEmpty()
                && ring instanceof RingDecision.Settled
                && rollout instanceof RolloutDecision.Done
                && rollback instanceof RollbackDecision.Silent
                && growth.growths().isEmpty();
    }

    /** What a person has to look at, the gravest first. */
    Optional<Hold> stuck() {
        Optional<Hold> ringHold = ring instanceof RingDecision.Wait wait ? Optional.of(wait.hold()) : Optional.empty();
        return refused.or(() -> ringHold.filter(Hold::isWarning))
                .or(() -> change)
                .or(growth::hold);
    }
}
