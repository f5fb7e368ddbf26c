package dev.stator.operator.desired;

import dev.stator.operator.api.KeyValueStore;
import dev.stator.ring.Endpoint;
import java.util.Map;
import java.util.TreeMap;

/** The names, labels and addresses of a store's objects (API §2). */
public record Names(String store, String namespace) {
    public static final String MANAGED_BY = "app.kubernetes.io/managed-by";
    public static final String OPERATOR = "stator-operator";
    public static final String INSTANCE = "app.kubernetes.io/instance";
    public static final String POOL = "stator.dev/pool";
    public static final String CLUSTER_ID = "stator.dev/cluster-id";

    /** On volumes: the immutable settings that their data was made with. */
    public static final String SETTINGS = "stator.dev/settings";

    /** On pods: a hash of the template that they were made from. */
    public static final String TEMPLATE = "stator.dev/template";

    /** On every object: a hash of what the operator wants it to be. */
    public static final String WANTED = "stator.dev/wanted";

    /** On the resource: another value restarts all pods, one after the other. */
    public static final String RESTART = "stator.dev/restart";

    static final String VOLUME = "data";
    static final int HTTPS = 8443;
    public static final int INTERNODE = 7000;
    public static final int ADMIN = 9090;

    public static Names of(KeyValueStore store) {
        return new Names(store.getMetadata().getName(), store.getMetadata().getNamespace());
    }

    public String statefulSet(String pool) {
        return store + "-" + pool;
    }

    public String nodesService() {
        return store + "-nodes";
    }

    public String ring() {
        return store + "-ring";
    }

    /** What clients mount: the certificate of the users' authority alone. */
    public String ca() {
        return store + "-ca";
    }

    /** The users' authority with its key, for the operator alone. */
    public String caKey() {
        return store + "-ca-key";
    }

    public String tls() {
        return store + "-tls";
    }

    /** The nodes' identity on port 7000. */
    public String internode() {
        return store + "-internode";
    }

    /** The internode authority with its key, and the operator's identity there, for the operator alone. */
    public String internodeKey() {
        return store + "-internode-key";
    }

    /** The volume of a node. */
    public String volume(String node) {
        return VOLUME + "-" + node;
    }

    /** Where clients inside the cluster reach the store. */
    public String url(int port) {
        return "https://" + store + "." + namespace + ".svc:" + port;
    }

    /** Where nodes and clients reach one node: its stable name, whatever its address is now. */
    public Endpoint endpoint(String node) {
        return new Endpoint(node + "." + nodesService() + "." + namespace + ".svc", HTTPS, INTERNODE);
    }

    /** What selects all nodes of the store. */
    public Map<String, String> selector() {
        Map<String, String> labels = new TreeMap<>();
        labels.put("app.kubernetes.io/name", "stator");
        labels.put(INSTANCE, store);
        labels.put("app.kubernetes.io/component", "node");
        return labels;
    }

    public Map<String, String> labels() {
        Map<String, String> labels = selector();
        labels.put(MANAGED_BY, OPERATOR);
        return labels;
    }

    Map<String, String> poolSelector(String pool) {
        Map<String, String> labels = selector();
        labels.put(POOL, pool);
        return labels;
    }

    Map<String, String> poolLabels(String pool) {
        Map<String, String> labels = labels();
        labels.put(POOL, pool);
        return labels;
    }
}
