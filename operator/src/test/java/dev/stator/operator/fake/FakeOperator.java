package dev.stator.operator.fake;

import dev.stator.operator.admin.Nodes;
import dev.stator.operator.api.KeyValueStore;
import dev.stator.operator.plan.NodeReport;
import dev.stator.operator.reconcile.StoreReconciler;
import dev.stator.ring.RingState;
import dev.stator.ring.StoreId;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.http.HttpRequest;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/** One process of the operator, to which things happen before it writes to the API. */
public final class FakeOperator {
    /** What happens to it before it writes. */
    public interface BeforeWrite {
        /** @param write its number, from 1 */
        void happen(FakeOperator operator, HttpRequest request, int write);
    }

    /** How the API refuses: 409 when somebody was faster, 403 when a quota or a right forbids it. */
    public static KubernetesClientException refusal(int code, String message) {
        return new KubernetesClientException(
                message,
                code,
                new StatusBuilder().withCode(code).withMessage(message).build());
    }

    private final FakeCluster cluster;
    private final StoreReconciler reconciler;
    private final BeforeWrite beforeWrite;
    private int writes;
    private boolean isDead;

    FakeOperator(FakeCluster cluster, Clock clock, BeforeWrite beforeWrite) {
        this.cluster = cluster;
        this.beforeWrite = beforeWrite;
        this.reconciler = new StoreReconciler(cluster.operatorsClient(), new LivingNodes(), "stator-node:1", clock);
    }

    void before(HttpRequest request) {
        requireAlive();
        if (!request.method().equals("GET")) {
            writes++;
            beforeWrite.happen(this, request, writes);
            requireAlive();
        }
    }

    private void requireAlive() {
        if (isDead) {
            throw new KubernetesClientException("this operator was killed");
        }
    }

    /** From now on nothing that it does reaches anybody. */
    public void kill() {
        isDead = true;
    }

    public boolean isAlive() {
        return !isDead;
    }

    public int writes() {
        return writes;
    }

    /** One call of the framework; returns when it is to be called again. */
    public Optional<Duration> reconcile(KeyValueStore store) {
        return cluster.acting(this, () -> reconciler.pass(store));
    }

    /** A dead operator does not reach nodes either. */
    private final class LivingNodes implements Nodes {
        @Override
        public SortedMap<String, NodeReport> reports(List<Address> nodes) {
            requireAlive();
            return cluster.nodes().reports(nodes);
        }

        @Override
        public List<String> publish(RingState ring, List<Address> nodes, Access access) {
            requireAlive();
            return cluster.nodes().publish(ring, nodes, access);
        }

        @Override
        public Optional<RingState> ring(Address node, Access access) {
            requireAlive();
            return cluster.nodes().ring(node, access);
        }

        @Override
        public Optional<String> acceptRollback(StoreId store, Address node, Access access) {
            requireAlive();
            return cluster.nodes().acceptRollback(store, node, access);
        }
    }
}
