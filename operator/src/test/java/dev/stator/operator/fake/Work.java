package dev.stator.operator.fake;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Operator and cluster in turns, until a turn changes nothing. */
final class Work {
    private static final int TURNS_MAX = 100;

    private final FakeCluster cluster;
    private final UnaryOperator<FakeOperator> next;
    private FakeOperator operator;

    Work(FakeCluster cluster, FakeOperator operator, UnaryOperator<FakeOperator> next) {
        this.cluster = cluster;
        this.operator = operator;
        this.next = next;
    }

    void untilRest() {
        for (int turn = 0; turn < TURNS_MAX; turn++) {
            cluster.settle();
            Map<String, JsonNode> before = cluster.objects();
            boolean isFinished = pass();
            cluster.settle();
            if (isFinished && cluster.objects().equals(before)) {
                return;
            }
        }
        throw new AssertionError(
                "no rest after " + TURNS_MAX + " turns: " + cluster.store().getStatus());
    }

    private boolean pass() {
        try {
            operator.reconcile(cluster.store());
            return operator.isAlive();
        } catch (KubernetesClientException e) {
            boolean isExpected = e.getCode() == 409 || !operator.isAlive();
            if (!isExpected) {
                throw e;
            }
            return false;
        } finally {
            operator = next.apply(operator);
        }
    }
}
