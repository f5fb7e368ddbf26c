package dev.stator.operator.plan;

import dev.stator.operator.api.KeyValueStore;
import dev.stator.operator.api.KeyValueStoreStatus;
import dev.stator.operator.api.Replication;
import dev.stator.ring.Member;
import dev.stator.ring.RingState;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What {@code kubectl get} and {@code describe} show of a store. */
public final class StatusReport {
    private static final int MEMBERS_MAX = 200;

    private StatusReport() {}

    /**
     * @param endpoint where clients reach the store
     * @param certificateEnd when the server certificate expires; empty: there is none yet
     * @param now for conditions that change
     */
    public static KeyValueStoreStatus of(
            KeyValueStore store,
            Observed seen,
            StorePlan plan,
            String endpoint,
            Optional<Instant> certificateEnd,
            Instant now) {
        @Nullable KeyValueStoreStatus before = store.getStatus();
        List<Condition> conditionsBefore = before == null ? List.of() : before.conditions();
        Replication replication = store.getSpec().replication();
        Optional<Live> live = seen.ring().map(ring -> new Live(ring, seen));
        return new KeyValueStoreStatus(
                store.getMetadata().getGeneration(),
                seen.clusterId(),
                endpoint,
                replication.factor() + "/" + replication.readQuorum() + "/" + replication.writeQuorum(),
                plan.sizes().values().stream().mapToInt(Integer::intValue).sum(),
                (int) seen.pods().values().stream().filter(NodePod::isReady).count(),
                version(seen),
                seen.ring().map(ring -> ring(ring, live.orElseThrow())).orElse(null),
                operation(plan, before, now),
                null,
                pools(seen, plan),
                seen.ring().map(ring -> members(ring, live.orElseThrow(), seen)).orElse(List.of()),
                Conditions.of(store, seen, plan, certificateEnd, conditionsBefore, now));
    }

    /** Whether nodes have nothing to bring each other, by what is said of them; it changes without an event of Kubernetes. */
    public static boolean areCopiesSettled(KeyValueStoreStatus status) {
        return Stream.of("FullyReplicated", "HandoffDrained")
                .allMatch(type -> Conditions.find(status.conditions(), type)
                        .filter(condition -> condition.getStatus().equals("True"))
                        .isPresent());
    }

    /** The version that all nodes report; several while they differ. */
    private static @Nullable String version(Observed seen) {
        TreeSet<String> versions = new TreeSet<>();
        seen.reports().values().stream()
                .map(NodeReport::version)
                .filter(version -> !version.isEmpty())
                .forEach(versions::add);
        return versions.isEmpty() ? null : String.join(", ", versions);
    }

    private static KeyValueStoreStatus.Ring ring(RingState ring, Live live) {
        return new KeyValueStoreStatus.Ring(
                ring.epoch().number(), ring.partitions(), (int) live.moving(), live.balancePercent());
    }

    private static KeyValueStoreStatus.@Nullable Operation operation(
            StorePlan plan, @Nullable KeyValueStoreStatus before, Instant now) {
        if (plan.stuck().isPresent() || plan.isAtRest()) {
            return null;
        }
        String type = "Create";
        String phase = "Settling";
        String node = null;
        String progress = "";
        if (plan.rollout() instanceof RolloutDecision.Replace replace) {
            type = "RollingUpdate";
            phase = "Replacing";
            node = replace.pod().name();
            progress = replace.left() + " pods left";
        } else if (plan.rollout() instanceof RolloutDecision.Wait wait) {
            type = "RollingUpdate";
            phase = wait.hold().reason();
            progress = wait.hold().message();
        } else if (plan.ring() instanceof RingDecision.Wait wait) {
            phase = wait.hold().reason();
            progress = wait.hold().message();
        } else if (plan.ring() instanceof RingDecision.Tell tell) {
            type = "PublishRing";
            progress = tell.nodes().size() + " nodes have not heard of it yet";
        } else if (plan.ring() instanceof RingDecision.Publish publish) {
            type = "PublishRing";
            progress = publish.story();
        } else if (!(plan.rollback() instanceof RollbackDecision.Silent)) {
            type = "AcceptRollback";
            if (plan.rollback() instanceof RollbackDecision.Wait wait) {
                phase = wait.hold().reason();
                progress = wait.hold().message();
            }
        } else {
            type = "GrowVolumes";
            progress = plan.growth().growths().size() + " volumes";
        }
        String since = now.truncatedTo(ChronoUnit.SECONDS).toString();
        if (before != null
                && before.operation() != null
                && type.equals(before.operation().type())) {
            since = Optional.ofNullable(before.operation().startedAt()).orElse(since);
        }
        return new KeyValueStoreStatus.Operation(type, phase, node, progress, since);
    }

    private static List<KeyValueStoreStatus.Pool> pools(Observed seen, StorePlan plan) {
        List<KeyValueStoreStatus.Pool> pools = new ArrayList<>();
        plan.sizes().forEach((pool, size) -> {
            long ready = seen.pods().values().stream()
                    .filter(pod -> pod.pool().equals(pool) && pod.isReady())
                    .count();
            pools.add(new KeyValueStoreStatus.Pool(pool, size, (int) ready));
        });
        return pools;
    }

    private static List<KeyValueStoreStatus.Member> members(RingState ring, Live live, Observed seen) {
        return ring.members().values().stream()
                .sorted(Comparator.comparing((Member member) -> PoolSizes.poolOf(member.name()))
                        .thenComparing(member -> PoolSizes.ordinalOf(member.name())))
                .limit(MEMBERS_MAX)
                .map(member -> new KeyValueStoreStatus.Member(
                        member.name(),
                        member.id().toString(),
                        member.state().name(),
                        member.zone(),
                        member.weight(),
                        live.targetShare(member.id()),
                        live.actualShare(member.id()),
                        hinted(seen, member)))
                .toList();
    }

    private static @Nullable Long hinted(Observed seen, Member member) {
        NodeReport report = seen.reports().get(member.name());
        return report == null || report.hintedBytes().isEmpty()
                ? null
                : report.hintedBytes().getAsLong();
    }
}
