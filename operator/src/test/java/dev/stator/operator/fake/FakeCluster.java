package dev.stator.operator.fake;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stator.operator.api.KeyValueStore;
import dev.stator.operator.api.KeyValueStoreStatus;
import dev.stator.operator.api.Manifest;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.storage.StorageClassBuilder;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.Interceptor;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** A Kubernetes cluster for one namespace {@code shop}. {@link #settle} lets all but the operator do their work. */
public final class FakeCluster implements AutoCloseable {
    public static final String NAMESPACE = "shop";

    /** Three nodes with the fewest partitions that a store may have. */
    public static final String CART = """
            apiVersion: stator.dev/v1alpha1
            kind: KeyValueStore
            metadata: {name: cart, namespace: shop}
            spec:
              partitions: 16
              nodePools:
              - {name: std, replicas: 3}
            """;

    private static final Logger SERVER_LOG = Logger.getLogger(MockWebServer.class.getName());
    private static final int HOSTS = 6;

    private final FakeApi api = new FakeApi();
    private final FakeNodes nodes = new FakeNodes();
    private final KubernetesMockServer server;
    private final KubernetesClient client;
    private final KubernetesClient operatorsClient;
    private @Nullable FakeOperator acting;
    private final Controllers controllers;
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    public FakeCluster() {
        SERVER_LOG.setLevel(Level.WARNING); // else a line for every request
        server = new KubernetesMockServer(new Context(), new MockWebServer(), new HashMap<>(), api, false);
        server.init();
        client = client(new Interceptor() {});
        operatorsClient = client(new Interceptor() {
            @Override
            public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
                Objects.requireNonNull(acting).before(request);
            }
        });
        controllers = new Controllers(api, client, nodes);
        client.resource(new StorageClassBuilder()
                        .withNewMetadata()
                        .withName("standard")
                        .endMetadata()
                        .withProvisioner("test")
                        .withAllowVolumeExpansion(true)
                        .build())
                .create();
        for (int number = 0; number < HOSTS; number++) {
            host(number);
        }
    }

    private void host(int number) {
        client.resource(new NodeBuilder()
                        .withNewMetadata()
                        .withName("host-" + number)
                        .addToLabels("topology.kubernetes.io/zone", "zone-" + number)
                        .endMetadata()
                        .build())
                .create();
    }

    /** What all operators use: starting one for each takes long. */
    KubernetesClient operatorsClient() {
        return operatorsClient;
    }

    /** Whose requests they are while this is done; one operator may act while another stalls. */
    <T> T acting(FakeOperator operator, Supplier<T> act) {
        FakeOperator before = acting;
        acting = operator;
        try {
            return act.get();
        } finally {
            acting = before;
        }
    }

    private KubernetesClient client(Interceptor interceptor) {
        return new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder()
                        .withMasterUrl(server.url("/"))
                        .withNamespace(NAMESPACE)
                        .withRequestRetryBackoffLimit(0)
                        .build())
                .withHttpClientFactory(new JdkHttpClientFactory())
                .withHttpClientBuilderConsumer(builder -> builder.addOrReplaceInterceptor("test", interceptor))
                .build();
    }

    /** The API as its users see it. */
    public KubernetesClient api() {
        return client;
    }

    public FakeNodes nodes() {
        return nodes;
    }

    /** As {@code kubectl apply} does. */
    public void apply(String manifest) {
        KeyValueStore wanted = ((Manifest.Loaded) Manifest.load(manifest)).store();
        KeyValueStore live = client.resource(wanted).get();
        if (live == null) {
            client.resource(wanted).create();
        } else {
            live.setSpec(wanted.getSpec());
            client.resource(live).update();
        }
    }

    /** As {@code kubectl annotate kvs cart} does. */
    public void annotate(String name, String value) {
        client.resource(store()).edit(store -> {
            Map<String, String> annotations = new HashMap<>();
            if (store.getMetadata().getAnnotations() != null) {
                annotations.putAll(store.getMetadata().getAnnotations());
            }
            annotations.put(name, value);
            store.getMetadata().setAnnotations(annotations);
            return store;
        });
    }

    /** An operator that nothing happens to. */
    public FakeOperator operator() {
        return operator((operator, request, write) -> {});
    }

    /** @param beforeWrite is told of each write before it is done */
    public FakeOperator operator(FakeOperator.BeforeWrite beforeWrite) {
        return new FakeOperator(this, Clock.fixed(now, ZoneOffset.UTC), beforeWrite);
    }

    public void pass(Duration time) {
        now = now.plus(time);
    }

    public KeyValueStore store() {
        return Objects.requireNonNull(client.resources(KeyValueStore.class)
                .inNamespace(NAMESPACE)
                .withName("cart")
                .get());
    }

    public KeyValueStoreStatus status() {
        return Objects.requireNonNull(store().getStatus(), "status");
    }

    /** The epoch that the status names. */
    public Long epoch() {
        return Objects.requireNonNull(Objects.requireNonNull(status().ring()).epoch());
    }

    /** A condition of the store as {@code status reason}. */
    public String condition(String type) {
        return status().conditions().stream()
                .filter(condition -> condition.getType().equals(type))
                .map(condition -> condition.getStatus() + " " + condition.getReason())
                .findFirst()
                .orElse("none");
    }

    public String message(String type) {
        return status().conditions().stream()
                .filter(condition -> condition.getType().equals(type))
                .map(Condition::getMessage)
                .findFirst()
                .orElse("none");
    }

    /** All events told so far as {@code type reason}. */
    public List<String> events() {
        return client.v1().events().inNamespace(NAMESPACE).list().getItems().stream()
                .map(event -> event.getType() + " " + event.getReason())
                .toList();
    }

    /** Lets controllers, kubelets and nodes do what is theirs until there is nothing to do. */
    public void settle() {
        Map<String, JsonNode> before;
        do {
            before = api.byName();
            controllers.work();
            nodes.gossip();
        } while (!api.byName().equals(before));
    }

    /** Lets operator and cluster work until nothing changes any more. */
    public void rest(FakeOperator operator) {
        rest(operator, living -> living);
    }

    /** @param next which operator goes on after one that could not finish */
    public void rest(FakeOperator operator, UnaryOperator<FakeOperator> next) {
        new Work(this, operator, next).untilRest();
    }

    Map<String, JsonNode> objects() {
        return api.byName();
    }

    /** Everything, to come back to it. */
    public record Moment(FakeApi.Snapshot api, Map<String, Object> nodes, Instant now) {}

    public Moment moment() {
        return new Moment(api.snapshot(), nodes.snapshot(), now);
    }

    public void backTo(Moment moment) {
        api.restore(moment.api());
        nodes.restore(moment.nodes());
        now = moment.now();
    }

    @Override
    public void close() {
        client.close();
        operatorsClient.close();
        server.destroy();
    }
}
