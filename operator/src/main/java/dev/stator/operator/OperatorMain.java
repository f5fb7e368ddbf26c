package dev.stator.operator;

import dev.stator.operator.admin.PodNodes;
import dev.stator.operator.desired.Names;
import dev.stator.operator.reconcile.StoreReconciler;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.config.ConfigurationServiceOverrider;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfigurationBuilder;
import io.javaoperatorsdk.operator.processing.retry.GenericRetry;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.hotspot.DefaultExports;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The operator as a process, configured by its environment ({@link OperatorConfig}). Ends with 2 when that is wrong. When it
 * loses its Lease it ends, and kubelet starts it again.
 *
 * <p>What it may do, no more (namespaced kinds: where stores are):
 *
 * <pre>
 * stator.dev             keyvaluestores            get list watch
 * stator.dev             keyvaluestores/status     get update
 * ""                     pods                      get list watch delete
 * ""                     persistentvolumeclaims    get list watch update patch
 * ""                     services configmaps secrets    get list watch create update; configmaps also delete
 * ""                     events                    get create update
 * apps                   statefulsets              get list watch create update
 * policy                 poddisruptionbudgets      get list watch create update
 * ""                     nodes                     get           (cluster-wide)
 * storage.k8s.io         storageclasses            get           (cluster-wide)
 * coordination.k8s.io    leases                    get create update patch     (its own namespace)
 * </pre>
 *
 * Owner references with {@code blockOwnerDeletion} need {@code keyvaluestores/finalizers update} where the API server checks them.
 */
public final class OperatorMain {
    private static final Logger log = LoggerFactory.getLogger(OperatorMain.class);
    private static final int REFUSED = 2;
    private static final int RETRY_MILLIS_MIN = 500;
    private static final int RETRY_MILLIS_MAX = 30_000;
    private static final Duration LOOK_AGAIN_AT_LEAST = Duration.ofMinutes(10);
    private static final String LEASE = Names.OPERATOR;

    private OperatorMain() {}

    public static void main(String[] args) throws IOException {
        OperatorConfig config;
        try {
            config = OperatorConfig.ofEnvironment(System.getenv());
        } catch (OperatorConfig.InvalidException e) {
            System.err.println(e.getMessage());
            System.exit(REFUSED);
            return;
        }
        DefaultExports.register(CollectorRegistry.defaultRegistry);
        KubernetesClient client = new KubernetesClientBuilder().build();
        PodNodes nodes = new PodNodes(Names.ADMIN, Names.INTERNODE);
        Operator operator = operator(config, client);
        HealthServer health = new HealthServer(
                config.port(),
                () -> !operator.getRuntimeInfo().isStarted()
                        || operator.getRuntimeInfo().allEventSourcesAreHealthy(),
                () -> true,
                CollectorRegistry.defaultRegistry);
        register(operator, config, client, nodes);
        log.info("operator starts port={} namespaces={}", health.port(), config.namespaces());
        operator.installShutdownHook(Duration.ofSeconds(10));
        operator.start();
    }

    static Operator operator(OperatorConfig config, KubernetesClient client) {
        return new Operator((ConfigurationServiceOverrider overrider) -> {
            overrider.withKubernetesClient(client).withCloseClientOnStop(false);
            config.ownName()
                    .ifPresent(name -> overrider.withLeaderElectionConfiguration(
                            LeaderElectionConfigurationBuilder.aLeaderElectionConfiguration(LEASE)
                                    .withLeaseNamespace(config.ownNamespace())
                                    .withIdentity(name)
                                    .build()));
        });
    }

    static void register(Operator operator, OperatorConfig config, KubernetesClient client, PodNodes nodes) {
        operator.register(new StoreReconciler(client, nodes, config.nodeImage(), Clock.systemUTC()), controller -> {
            controller
                    .withRetry(new GenericRetry()
                            .withoutMaxAttempts()
                            .setInitialInterval(RETRY_MILLIS_MIN)
                            .setIntervalMultiplier(2)
                            .setMaxInterval(RETRY_MILLIS_MAX))
                    .withGenerationAware(false) // annotations mean something, too
                    .withOnUpdateFilter(StoreReconciler::isNews)
                    .withReconciliationMaxInterval(LOOK_AGAIN_AT_LEAST);
            if (config.namespaces().isEmpty()) {
                controller.watchingAllNamespaces();
            } else {
                controller.settingNamespaces(config.namespaces());
            }
        });
    }
}
