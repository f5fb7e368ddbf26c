package dev.stator.operator.plan;

import dev.stator.operator.api.KeyValueStore;
import dev.stator.operator.api.Replication;
import dev.stator.ring.Member;
import dev.stator.ring.RingState;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The conditions of a store, in the order of API §2, each with the generation that it speaks of. */
final class Conditions {
    /** Why a store is degraded whose disks went back in time. */
    static final String IN_DOUBT = "StoreInDoubt";

    private static final double REPLICAS_ENOUGH = 10;
    private static final int NAMED_MAX = 3;

    private final KeyValueStore store;
    private final Observed seen;
    private final StorePlan plan;
    private final Instant now;
    private final List<Condition> before;
    private final List<Condition> conditions = new ArrayList<>();
    private final Optional<Live> live;
    private final boolean isBlind;
    private final List<String> notReady;

    private Conditions(KeyValueStore store, Observed seen, StorePlan plan, List<Condition> before, Instant now) {
        this.store = store;
        this.seen = seen;
        this.plan = plan;
        this.before = before;
        this.now = now;
        this.live = seen.ring().map(ring -> new Live(ring, seen));
        this.isBlind = plan.refused().isPresent()
                && seen.ring().isEmpty()
                && find(before, "RingStable")
                        .filter(old -> !old.getReason().equals("RingNotPublished"))
                        .isPresent();
        this.notReady = notReady();
    }

    /**
     * @param before the conditions as they were told last: their times are kept while their status stays
     * @param certificateEnd when the server certificate expires; empty: there is none yet
     */
    static List<Condition> of(
            KeyValueStore store,
            Observed seen,
            StorePlan plan,
            Optional<Instant> certificateEnd,
            List<Condition> before,
            Instant now) {
        Conditions all = new Conditions(store, seen, plan, before, now);
        all.ready();
        all.progressing();
        all.degraded();
        all.quorumAvailable();
        all.ringStable();
        all.fullyReplicated();
        all.handoffDrained();
        all.weights();
        all.quorumOverlap();
        all.partitions();
        all.tls(certificateEnd);
        all.paused();
        return List.copyOf(all.conditions);
    }

    private List<String> notReady() {
        List<String> names = new ArrayList<>();
        plan.sizes().forEach((pool, size) -> {
            for (int ordinal = 0; ordinal < size; ordinal++) {
                String name = store.getMetadata().getName() + "-" + pool + "-" + ordinal;
                NodePod pod = seen.pods().get(name);
                if (pod == null || !pod.isReady()) {
                    names.add(name
                            + trouble(name, pod).map(why -> " (" + why + ")").orElse(""));
                }
            }
        });
        return names;
    }

    private Optional<String> trouble(String node, @Nullable NodePod pod) {
        NodeReport report = seen.reports().get(node);
        if (report != null && report.inDoubt().isPresent()) {
            return Optional.of("in doubt");
        }
        return pod == null ? Optional.empty() : pod.trouble();
    }

    private int nodes() {
        return plan.sizes().values().stream().mapToInt(Integer::intValue).sum();
    }

    private String readiness() {
        return (nodes() - notReady.size()) + " of " + nodes() + " nodes are ready, not " + named(notReady);
    }

    private static String named(List<String> names) {
        List<String> first = names.subList(0, Math.min(NAMED_MAX, names.size()));
        String more = names.size() > first.size() ? " and " + (names.size() - first.size()) + " more" : "";
        return String.join(", ", first) + more;
    }

    private void ready() {
        Optional<Hold> ringHold =
                plan.ring() instanceof RingDecision.Wait wait ? Optional.of(wait.hold()) : Optional.empty();
        Optional<Hold> stuck = plan.stuck();
        if (stuck.isPresent()) {
            no("Ready", stuck.get().reason(), stuck.get().message());
        } else if (seen.ring().isEmpty()) {
            String why = ringHold.map(Hold::message).orElse("the ring is about to be published");
            String trouble = seen.pods().values().stream()
                    .flatMap(pod -> pod.trouble().stream().map(text -> "; " + pod.name() + ": " + text))
                    .findFirst()
                    .orElse("");
            no("Ready", ringHold.map(Hold::reason).orElse("RingNotPublished"), why + trouble);
        } else if (!notReady.isEmpty()) {
            no("Ready", "NodesNotReady", readiness());
        } else if (plan.ring() instanceof RingDecision.Tell tell) {
            no("Ready", "RingNotHeard", "not all nodes have heard of the ring yet: " + String.join(", ", tell.nodes()));
        } else if (ringHold.isPresent()) {
            no("Ready", ringHold.get().reason(), ringHold.get().message());
        } else {
            yes("Ready", "Serving", "all " + nodes() + " nodes serve");
        }
    }

    private void progressing() {
        Optional<Hold> stuck = plan.stuck();
        if (store.getSpec().paused()) {
            no("Progressing", "Paused", "spec.paused is true");
        } else if (stuck.isPresent()) {
            no("Progressing", stuck.get().reason(), stuck.get().message());
        } else if (plan.rollout() instanceof RolloutDecision.Replace replace) {
            yes("Progressing", "RollingUpdate", replace.left() + " pods are still of an older template");
        } else if (plan.rollout() instanceof RolloutDecision.Wait wait) {
            yes("Progressing", "RollingUpdate", "waiting: " + wait.hold().message());
        } else if (plan.rollback() instanceof RollbackDecision.Wait wait) {
            yes("Progressing", wait.hold().reason(), wait.hold().message());
        } else if (plan.ring() instanceof RingDecision.Wait wait) {
            yes("Progressing", wait.hold().reason(), wait.hold().message());
        } else if (!notReady.isEmpty()) {
            yes("Progressing", "NodesNotReady", readiness());
        } else if (!plan.isAtRest()) {
            yes("Progressing", "Working", "a change is under way");
        } else {
            no("Progressing", "AtRest", "the store is as declared");
        }
    }

    private void degraded() {
        Optional<Hold> stuck = plan.stuck();
        long sharing = live.map(Live::partitionsSharingHosts).orElse(0L);
        List<String> inDoubt = inDoubt();
        if (!inDoubt.isEmpty()) {
            yes(
                    "Degraded",
                    IN_DOUBT,
                    named(inDoubt) + ". To let one go on with what it has: kubectl annotate kvs "
                            + store.getMetadata().getName() + " " + RollbackDecision.WORD
                            + "=NODE; first read \"A store in doubt\" in docs/OPERATIONS.md");
        } else if (seen.ring().isPresent() && !notReady.isEmpty()) {
            yes("Degraded", "NodesNotReady", readiness());
        } else if (stuck.isPresent() && plan.change().isEmpty()) {
            yes("Degraded", stuck.get().reason(), stuck.get().message());
        } else if (sharing > 0) {
            no(
                    "Degraded",
                    "OwnersShareHost",
                    "one host holds two or more owners of " + sharing + " partitions: its loss is more than one");
        } else {
            no("Degraded", "NothingWrong", "no node is missing");
        }
    }

    /** Nodes whose disks went back in time, each with what it says of that. */
    private List<String> inDoubt() {
        List<String> nodes = new ArrayList<>();
        seen.reports().forEach((name, report) -> report.inDoubt()
                .ifPresent(why -> nodes.add(name + " is in doubt and serves nothing: " + why)));
        return nodes;
    }

    private void quorumAvailable() {
        if (isBlind) {
            notLooked("QuorumAvailable");
            return;
        }
        if (live.isEmpty()) {
            no("QuorumAvailable", "RingNotPublished", "no ring is published yet");
            return;
        }
        long lacking = live.get().unavailablePartitions(store.getSpec());
        if (lacking == 0) {
            yes("QuorumAvailable", "EnoughOwners", "every partition can be read and written");
        } else {
            no("QuorumAvailable", "TooFewOwners", lacking + " partitions have too few ready owners");
        }
    }

    private void ringStable() {
        if (isBlind) {
            notLooked("RingStable");
            return;
        }
        if (seen.ring().isEmpty()) {
            no("RingStable", "RingNotPublished", "no ring is published yet");
            return;
        }
        RingState ring = seen.ring().get();
        long moving = live.map(Live::moving).orElse(0L);
        if (moving > 0) {
            no("RingStable", "Moving", moving + " partitions are on the move");
        } else if (plan.ring() instanceof RingDecision.Wait wait) {
            no("RingStable", wait.hold().reason(), wait.hold().message());
        } else {
            yes("RingStable", "Stable", "epoch " + ring.epoch() + ", nothing moves");
        }
    }

    /** What only nodes can tell. */
    private void fullyReplicated() {
        if (isBlind) {
            notLooked("FullyReplicated");
            return;
        }
        if (seen.ring().isEmpty()) {
            no("FullyReplicated", "RingNotPublished", "no ring is published yet");
            return;
        }
        RingState ring = seen.ring().get();
        long moving = live.map(Live::moving).orElse(0L);
        if (moving > 0) {
            no("FullyReplicated", "Moving", moving + " partitions are on the move");
        } else if (plan.ring() instanceof RingDecision.Wait wait) {
            no("FullyReplicated", wait.hold().reason(), wait.hold().message());
        } else {
            FullReplication.Verdict verdict = FullReplication.of(
                    ring.epoch().number(),
                    stayingMembers(ring).map(this::account).toList());
            String status =
                    switch (verdict.answer()) {
                        case YES -> "True";
                        case NO -> "False";
                        case UNKNOWN -> "Unknown";
                    };
            add("FullyReplicated", status, verdict.reason(), verdict.message());
        }
    }

    private FullReplication.Node account(Member member) {
        NodePod pod = seen.pods().get(member.name());
        Optional<NodeReport> report = Optional.ofNullable(seen.reports().get(member.name()));
        return new FullReplication.Node(
                member.name(),
                pod != null && pod.isReady() ? FullReplication.READY : pod == null ? "away" : "not ready",
                report.map(said -> OptionalLong.of(said.epoch().number())).orElse(OptionalLong.empty()),
                report.map(NodeReport::hintedBytes).orElse(OptionalLong.empty()),
                report.map(NodeReport::treePairsDue).orElse(OptionalLong.empty()));
    }

    private static Stream<Member> stayingMembers(RingState ring) {
        return ring.members().values().stream().filter(member -> member.state() != Member.State.LEFT);
    }

    private void handoffDrained() {
        long hinted = seen.reports().values().stream()
                .mapToLong(report -> report.hintedBytes().orElse(0))
                .sum();
        List<String> silent = seen.ring().stream()
                .flatMap(Conditions::stayingMembers)
                .map(Member::name)
                .filter(name -> Optional.ofNullable(seen.reports().get(name))
                        .filter(report -> report.hintedBytes().isPresent())
                        .isEmpty())
                .toList();
        if (hinted > 0) {
            no("HandoffDrained", "HintsKept", "nodes keep " + hinted + " bytes for others");
        } else if (isBlind) {
            notLooked("HandoffDrained");
        } else if (seen.ring().isEmpty()) {
            add("HandoffDrained", "Unknown", "RingNotPublished", "no ring is published yet");
        } else if (silent.isEmpty()) {
            yes("HandoffDrained", "NoHints", "no node keeps anything for another");
        } else {
            add("HandoffDrained", "Unknown", "NotReported", named(silent) + " has not said what it keeps for others");
        }
    }

    private void weights() {
        List<String> capped = live.map(Live::capped).orElse(List.of());
        if (live.isEmpty()) {
            add("CapacityWeightsEffective", "Unknown", "RingNotPublished", "no ring is published yet");
        } else if (capped.isEmpty()) {
            yes("CapacityWeightsEffective", "ByWeight", "every node's share is that of its weight");
        } else {
            no(
                    "CapacityWeightsEffective",
                    "Capped",
                    "a node, and with enough zones a zone, holds each key once, so shares differ from weights: "
                            + String.join(", ", capped.subList(0, Math.min(NAMED_MAX, capped.size()))));
        }
    }

    private void quorumOverlap() {
        Replication replication = store.getSpec().replication();
        int sum = replication.readQuorum() + replication.writeQuorum();
        if (sum > replication.factor()) {
            yes("QuorumOverlap", "Overlap", "R + W > N: a read meets the last acknowledged write");
        } else {
            no(
                    "QuorumOverlap",
                    "NoOverlap",
                    "R + W = " + sum + " is not more than N = " + replication.factor()
                            + ": a read may miss writes that were acknowledged a moment ago");
        }
    }

    private void partitions() {
        double fewest = live.map(Live::fewestReplicas)
                .orElse((double) store.getSpec().partitions()
                        * store.getSpec().replication().factor()
                        / Math.max(1, nodes()));
        if (fewest >= REPLICAS_ENOUGH) {
            yes("PartitionsSufficient", "Enough", "%.0f partitions or more per node".formatted(Math.floor(fewest)));
        } else {
            no(
                    "PartitionsSufficient",
                    "TooFew",
                    "a node should hold %.1f partitions: too few to divide load evenly; spec.partitions is immutable"
                            .formatted(fewest));
        }
    }

    private void tls(Optional<Instant> certificateEnd) {
        if (isBlind) {
            notLooked("TLSServing");
        } else if (certificateEnd.isEmpty()) {
            no("TLSServing", "NoCertificate", "there is no server certificate yet");
        } else if (certificateEnd.get().isBefore(now)) {
            no("TLSServing", "CertificateExpired", "the server certificate has expired at " + certificateEnd.get());
        } else {
            yes("TLSServing", "CertificateValid", "the server certificate is valid until " + certificateEnd.get());
        }
    }

    private void paused() {
        if (store.getSpec().paused()) {
            yes("Paused", "Paused", "spec.paused is true: the operator watches and changes nothing");
        } else {
            no("Paused", "NotPaused", "the operator keeps the store as declared");
        }
    }

    /** A store that served may go on serving while the operator touches nothing of it. */
    private void notLooked(String type) {
        add(type, "Unknown", "NotLooked", "nothing is looked at or touched: see Ready");
    }

    private void yes(String type, String reason, String message) {
        add(type, "True", reason, message);
    }

    private void no(String type, String reason, String message) {
        add(type, "False", reason, message);
    }

    private void add(String type, String status, String reason, String message) {
        String since = find(before, type)
                .filter(old -> old.getStatus().equals(status))
                .map(Condition::getLastTransitionTime)
                .orElse(now.truncatedTo(ChronoUnit.SECONDS).toString());
        conditions.add(new ConditionBuilder()
                .withType(type)
                .withStatus(status)
                .withReason(reason)
                .withMessage(message)
                .withObservedGeneration(store.getMetadata().getGeneration())
                .withLastTransitionTime(since)
                .build());
    }

    static Optional<Condition> find(List<Condition> conditions, String type) {
        return conditions.stream()
                .filter(condition -> condition.getType().equals(type))
                .findFirst();
    }
}
