package dev.stator.operator.desired;

import dev.stator.operator.api.KeyValueStore;
import dev.stator.operator.api.KeyValueStoreSpec;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import java.util.ArrayList;
import java.util.List;

/** What a node's container is told by its environment: one variable per key of the node's configuration. */
final class NodeEnvironment {
    static final String DATA = "/data";
    static final String TLS = "/etc/stator/tls";
    static final String INTERNODE = "/etc/stator/internode";

    /** Endpoints and load balancers hear late that a pod leaves; so long it serves on. */
    static final int LINGER_MILLIS = 5_000;

    /** What nodes keep for others where nothing is said. */
    private static final long HINT_BYTES_DEFAULT = 2L << 30;

    private final List<EnvVar> variables = new ArrayList<>();

    private NodeEnvironment() {}

    static List<EnvVar> of(KeyValueStore store, String clusterId, NodeMemory memory) {
        Names names = Names.of(store);
        KeyValueStoreSpec spec = store.getSpec();
        NodeEnvironment environment = new NodeEnvironment();
        environment.variables.add(new EnvVarBuilder()
                .withName("STATOR_NAME")
                .withNewValueFrom()
                .withNewFieldRef()
                .withApiVersion("v1")
                .withFieldPath("metadata.name")
                .endFieldRef()
                .endValueFrom()
                .build());
        environment.add("STATOR_STORE", names.store());
        environment.add("STATOR_CLUSTER_ID", clusterId);
        environment.add("STATOR_HOST", names.endpoint("$(STATOR_NAME)").host());
        environment.add("STATOR_BIND", "0.0.0.0");
        environment.add("STATOR_DATA", DATA);
        environment.add("STATOR_FACTOR", spec.replication().factor());
        environment.add("STATOR_READ_QUORUM", spec.replication().readQuorum());
        environment.add("STATOR_WRITE_QUORUM", spec.replication().writeQuorum());
        environment.add("STATOR_QUORUM", spec.replication().quorum());
        environment.add("STATOR_PARTITIONS", spec.partitions());
        environment.add("STATOR_CONFLICT_RESOLUTION", spec.conflictResolution());
        environment.add("STATOR_DURABILITY", spec.durability());
        environment.add("STATOR_MAX_VALUE_BYTES", spec.limits().maxValueBytes());
        environment.add("STATOR_MAX_SIBLINGS", spec.limits().maxSiblings());
        environment.hints(spec.hintedHandoff().bytesMax());
        environment.add("STATOR_LINGER_MILLIS", LINGER_MILLIS);
        environment.add("STATOR_RECORD_CACHE_BYTES", memory.recordCacheBytes());
        environment.add("STATOR_BLOCK_CACHE_BYTES", memory.blockCacheBytes());
        environment.add("STATOR_WRITE_BUFFER_BYTES", memory.writeBufferBytes());
        environment.add("STATOR_HTTP_CERTIFICATE", TLS + "/tls.crt");
        environment.add("STATOR_HTTP_KEY", TLS + "/tls.key");
        environment.add("STATOR_INTERNODE_CERTIFICATE", INTERNODE + "/tls.crt");
        environment.add("STATOR_INTERNODE_KEY", INTERNODE + "/tls.key");
        environment.add("STATOR_INTERNODE_CA", INTERNODE + "/ca.crt");
        environment.add("JDK_JAVA_OPTIONS", memory.javaOptions());
        return List.copyOf(environment.variables);
    }

    /** The nodes' own default is not said: stores of older operators, which did not say it, need not restart for it. */
    private void hints(long bytesMax) {
        if (bytesMax != HINT_BYTES_DEFAULT) {
            add("STATOR_HINT_BYTES_MAX", bytesMax);
        }
    }

    private void add(String name, Object value) {
        variables.add(new EnvVarBuilder()
                .withName(name)
                .withValue(String.valueOf(value))
                .build());
    }
}
