package dev.stator.operator.plan;

import dev.stator.ring.StoreId;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The events that tell a store's story: what the operator did, and how the store's conditions turned. */
public final class Tale {
    /** Conditions that are news when they turn, and whether False or True is the bad news. */
    private static final Map<String, String> BAD = Map.of(
            "QuorumAvailable", "False",
            "CapacityWeightsEffective", "False",
            "QuorumOverlap", "False",
            "PartitionsSufficient", "False",
            "Degraded", "True");

    private Tale() {}

    /** @param type {@code Normal} or {@code Warning} */
    public record Event(String type, String reason, String message) {
        static Event normal(String reason, String message) {
            return new Event("Normal", reason, message);
        }

        static Event warning(String reason, String message) {
            return new Event("Warning", reason, message);
        }
    }

    /** What a decision of the ring that was carried out has to tell. */
    public static Event published(RingDecision.Publish publish) {
        return Event.normal(
                "RingPublished",
                "epoch " + publish.ring().epoch() + ": " + publish.ring().partitions() + " partitions, "
                        + publish.ring().factor() + " owners each, on "
                        + publish.ring().members().size() + " nodes; " + publish.story());
    }

    public static Event replaced(RolloutDecision.Replace replace) {
        return Event.normal(
                "ReplacingPod",
                "pod " + replace.pod().name() + " is replaced by one of the newest template, " + (replace.left() - 1)
                        + " to follow");
    }

    /** A store in doubt goes on, by a human's word. */
    public static Event rollbackAccepted(String node, StoreId store) {
        return Event.normal(
                "RollbackAccepted",
                "store " + store + " of node " + node + " goes on with what its disk has, as the annotation "
                        + RollbackDecision.WORD + " says: it begins anew. Writes may be lost, and deletes undone");
    }

    public static Event rollbackNotTold(String complaint) {
        return Event.warning("RollbackNotTold", complaint + "; it is tried again");
    }

    /** Whom the word meant in vain, and why. */
    public static Event rollbackNotAccepted(String why) {
        return Event.warning("RollbackNotAccepted", why + "; the annotation " + RollbackDecision.WORD + " is done");
    }

    public static Event grown(VolumeGrowth.Growth growth) {
        return Event.normal("GrowingVolume", "volume " + growth.volume() + " is asked to grow to " + growth.size());
    }

    public static Event made(String kind, String name) {
        return Event.normal("Created", "made " + kind + " " + name);
    }

    public static Event adopted(String clusterId) {
        return Event.normal("VolumesAdopted", "takes over the volumes that store " + clusterId + " left");
    }

    /** How the conditions turned. */
    public static List<Event> turned(List<Condition> before, List<Condition> after) {
        List<Event> events = new ArrayList<>();
        for (Condition condition : after) {
            Optional<Condition> old = Conditions.find(before, condition.getType());
            String type = condition.getType();
            boolean hasTurned = old.map(was -> !was.getStatus().equals(condition.getStatus()))
                    .orElse(true);
            boolean isOtherReason = old.map(was -> !was.getReason().equals(condition.getReason()))
                    .orElse(true);
            if (type.equals("Degraded") && condition.getReason().equals(Conditions.IN_DOUBT)) {
                boolean isSaid = old.filter(was -> was.getMessage().equals(condition.getMessage()))
                        .isPresent();
                events.addAll(
                        isSaid ? List.of() : List.of(Event.warning(condition.getReason(), condition.getMessage())));
            } else if (type.equals("Ready")) {
                ready(condition, old, hasTurned, isOtherReason).ifPresent(events::add);
            } else if (type.equals("Paused") && hasTurned && (old.isPresent() || isTrue(condition))) {
                events.add(Event.normal(isTrue(condition) ? "Paused" : "Resumed", condition.getMessage()));
            } else if (BAD.containsKey(type) && hasTurned) {
                boolean isBad = condition.getStatus().equals(BAD.get(type));
                boolean wasBad =
                        old.map(was -> was.getStatus().equals(BAD.get(type))).orElse(false);
                boolean isExpected =
                        type.equals("QuorumAvailable") && condition.getReason().equals("RingNotPublished");
                if (isBad && !isExpected) {
                    events.add(Event.warning(condition.getReason(), condition.getMessage()));
                } else if (wasBad && !condition.getStatus().equals("Unknown")) {
                    events.add(Event.normal(condition.getReason(), condition.getMessage()));
                }
            }
        }
        return events;
    }

    private static Optional<Event> ready(
            Condition condition, Optional<Condition> old, boolean hasTurned, boolean isOtherReason) {
        if (isTrue(condition)) {
            return hasTurned ? Optional.of(Event.normal("Ready", condition.getMessage())) : Optional.empty();
        }
        boolean wasTrue = old.map(Tale::isTrue).orElse(false);
        if (wasTrue) {
            return Optional.of(Event.warning(condition.getReason(), condition.getMessage()));
        }
        return isOtherReason
                ? Optional.of(
                        STARTING.contains(condition.getReason())
                                ? Event.normal(condition.getReason(), condition.getMessage())
                                : Event.warning(condition.getReason(), condition.getMessage()))
                : Optional.empty();
    }

    /** Reasons that a new store goes through. */
    private static final List<String> STARTING = List.of(
            "StoresNotReported",
            "RingNotPublished",
            "NodesNotReady",
            "RingNotHeard",
            "RingNotRead",
            "PredecessorLeaving");

    private static boolean isTrue(Condition condition) {
        return condition.getStatus().equals("True");
    }
}
