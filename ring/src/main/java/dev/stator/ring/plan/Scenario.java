package dev.stator.ring.plan;

import dev.stator.ring.Member;
import dev.stator.ring.StoreId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * A history of a cluster to be planned step by step, each from the table of the one before: what the planner would do, without
 * a cluster. A node is known by its name; one that a step does not list has left, and its replicas must go elsewhere.
 *
 * @param factor N
 * @param partitions Q
 */
public record Scenario(String name, int factor, int partitions, List<Step> steps) {

    /** The nodes that there are in one step. */
    public record Step(List<Node> nodes) {
        public Step {
            nodes = List.copyOf(nodes);
        }
    }

    /** One node of a step. */
    public record Node(String name, String zone, int weight) {}

    /** Checks all steps, so that planning fails at once or not at all. */
    public Scenario {
        steps = List.copyOf(steps);
        if (steps.isEmpty()) {
            throw new IllegalArgumentException("a scenario has at least one step");
        }
        Map<String, StoreId> ids = ids(steps);
        for (int i = 0; i < steps.size(); i++) {
            Set<String> names = new HashSet<>();
            for (Node node : steps.get(i).nodes()) {
                if (!names.add(node.name())) {
                    throw new IllegalArgumentException("step " + (i + 1) + ": a node is listed twice: " + node.name());
                }
            }
            try {
                PlanRequest.initial(capacities(steps.get(i), ids), factor, partitions);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("step " + (i + 1) + ": " + e.getMessage(), e);
            }
        }
    }

    /**
     * Plans all steps, and hands each report on as soon as there is one.
     *
     * @param nanoTime the caller's clock, in nanoseconds: there is none in this module
     */
    public void run(LongSupplier nanoTime, Consumer<StepReport> reports) {
        Map<String, StoreId> ids = ids(steps);
        List<List<StoreId>> table = List.of();
        for (int i = 0; i < steps.size(); i++) {
            long start = nanoTime.getAsLong();
            Plan plan =
                    PlacementPlanner.plan(new PlanRequest(capacities(steps.get(i), ids), factor, partitions, table));
            double seconds = (nanoTime.getAsLong() - start) / 1e9;
            table = plan.table();
            reports.accept(StepReport.of(i + 1, plan, seconds));
        }
    }

    /** Stand-ins for real identities: the rank of a name among all names. */
    private static Map<String, StoreId> ids(List<Step> steps) {
        Set<String> names = new TreeSet<>();
        for (Step step : steps) {
            step.nodes().forEach(node -> names.add(node.name()));
        }
        Map<String, StoreId> ids = new TreeMap<>();
        for (String name : names) {
            ids.put(name, new StoreId(0, ids.size() + 1L));
        }
        return ids;
    }

    private static List<Capacity> capacities(Step step, Map<String, StoreId> ids) {
        List<Capacity> capacities = new ArrayList<>();
        for (Node node : step.nodes()) {
            StoreId id = ids.get(node.name());
            if (id == null) {
                throw new IllegalStateException("no id for " + node.name());
            }
            if (node.weight() < 1 || node.weight() > Member.MAX_WEIGHT) { // Capacity would name the stand-in
                throw new IllegalArgumentException(
                        node.name() + ": the weight must be 1.." + Member.MAX_WEIGHT + ", not " + node.weight());
            }
            if (node.zone().isEmpty()) {
                throw new IllegalArgumentException(node.name() + ": a node needs a zone");
            }
            capacities.add(new Capacity(id, node.zone(), node.weight()));
        }
        return capacities;
    }
}
