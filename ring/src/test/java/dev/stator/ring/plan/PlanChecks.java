package dev.stator.ring.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.stator.ring.StoreId;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/** Checks what a plan promises by looking at its table alone; the plan's own numbers are compared with that. */
final class PlanChecks {
    private static final double ROUNDING = 1e-6;

    private PlanChecks() {}

    static void check(PlanRequest request, Plan plan, String story) {
        Rules rules = new Rules(request);
        Map<StoreId, String> zones = new HashMap<>();
        request.stores().forEach(store -> zones.put(store.store(), store.zone()));
        Map<StoreId, Integer> loads = new HashMap<>();
        Map<StoreId, Integer> firsts = new HashMap<>();
        int moves = 0;
        List<String> zonesNeeded =
                rules.zones().stream().filter(zone -> rules.least(zone) > 0).toList();
        assertThat(plan.table()).as(story).hasSize(request.partitions());
        for (int p = 0; p < request.partitions(); p++) {
            List<StoreId> owners = plan.table().get(p);
            if (owners.size() != request.factor()
                    || new HashSet<>(owners).size() != owners.size()
                    || !zones.keySet().containsAll(owners)) {
                throw new AssertionError(story + ": partition " + p + " has owners " + owners);
            }
            Map<String, Integer> inZone = new HashMap<>();
            for (StoreId owner : owners) {
                inZone.merge(zones.getOrDefault(owner, "?"), 1, Integer::sum);
                loads.merge(owner, 1, Integer::sum);
                boolean stays =
                        !request.present().isEmpty() && request.present().get(p).contains(owner);
                moves += stays ? 0 : 1;
            }
            for (String zone : zonesNeeded) {
                inZone.putIfAbsent(zone, 0);
            }
            for (Map.Entry<String, Integer> zone : inZone.entrySet()) {
                if (zone.getValue() < rules.least(zone.getKey()) || zone.getValue() > rules.most(zone.getKey())) {
                    throw new AssertionError(story + ": partition " + p + " has owners in zones " + inZone);
                }
            }
            firsts.merge(owners.get(0), 1, Integer::sum);
        }
        Map<StoreId, Double> firstTargets = firstTargets(request, loads);
        for (Plan.Share share : plan.shares()) {
            double quota = rules.quota(share.store());
            int load = loads.getOrDefault(share.store(), 0);
            int first = firsts.getOrDefault(share.store(), 0);
            if (Math.abs(load - quota) >= 1 - ROUNDING
                    || Math.abs(share.quota() - quota) > ROUNDING * (1 + quota)
                    || share.load() != load
                    || share.firsts() != first) {
                throw new AssertionError(story + ": quota " + quota + ", holds " + load + ", reported " + share);
            }
            double firstTarget = firstTargets.getOrDefault(share.store(), 0.0);
            if (Math.abs(first - firstTarget) > 1 + ROUNDING) {
                throw new AssertionError(story + ": first " + first + " times, not " + firstTarget + ", " + share);
            }
        }
        assertThat(plan.moves()).as(story).isEqualTo(moves);
        assertThat(plan.moves()).as(story).isBetween(plan.lowerBound(), (int) (plan.lowerBound() * 1.01));
        assertThat(plan.lowerBound()).as(story).isGreaterThanOrEqualTo(increases(request, rules));
        assertThat(plan.zoneViolations()).as(story).isZero();
        assertThat(plan.nodeViolations()).as(story).isZero();
        assertThat(plan.maxDeviation()).as(story).isLessThan(1);
        assertThat(plan.shares().stream().mapToDouble(plan::actualShare).sum())
                .as(story)
                .isCloseTo(1, within(ROUNDING));
        assertThat(plan.shares().stream().mapToDouble(plan::targetShare).sum())
                .as(story)
                .isCloseTo(1, within(ROUNDING));
    }

    /** What nodes must get at least, as they hold less than their quotas rounded down: a bound that is easy to see. */
    private static int increases(PlanRequest request, Rules rules) {
        Map<StoreId, Integer> present = new HashMap<>();
        request.present().forEach(owners -> owners.forEach(owner -> present.merge(owner, 1, Integer::sum)));
        int increases = 0;
        for (Capacity store : request.stores()) {
            int low = (int) Math.floor(rules.quota(store.store()) + ROUNDING);
            increases += Math.max(0, low - present.getOrDefault(store.store(), 0));
        }
        return increases;
    }

    /** The share of Q by weight, up to what a node holds. */
    private static Map<StoreId, Double> firstTargets(PlanRequest request, Map<StoreId, Integer> loads) {
        List<Capacity> byRoom = request.stores().stream()
                .sorted(Comparator.comparingDouble(
                        store -> (double) loads.getOrDefault(store.store(), 0) / store.weight()))
                .toList();
        double left = request.partitions();
        double weights = byRoom.stream().mapToInt(Capacity::weight).sum();
        Map<StoreId, Double> targets = new HashMap<>();
        for (Capacity store : byRoom) {
            double target = Math.min(loads.getOrDefault(store.store(), 0), left * store.weight() / weights);
            targets.put(store.store(), target);
            left -= target;
            weights -= store.weight();
        }
        return targets;
    }
}
