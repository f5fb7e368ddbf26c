package dev.stator.operator.reconcile;

import dev.stator.operator.admin.Nodes;
import dev.stator.operator.api.KeyValueStore;
import dev.stator.operator.dependent.EventLog;
import dev.stator.operator.dependent.StoreApi;
import dev.stator.operator.desired.Names;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Called by the framework whenever a store, or an object of one, has changed, and when a pass asked for it. Events say only that
 * there is something to look at: each pass looks for itself.
 */
@ControllerConfiguration(name = "keyvaluestore")
public final class StoreReconciler implements Reconciler<KeyValueStore> {
    private static final List<Class<? extends HasMetadata>> KINDS = List.of(
            StatefulSet.class,
            Pod.class,
            PersistentVolumeClaim.class,
            Service.class,
            ConfigMap.class,
            Secret.class,
            PodDisruptionBudget.class);

    private final KubernetesClient client;
    private final Nodes nodes;
    private final String defaultImage;
    private final Clock clock;
    private final EventLog events;

    /** @param defaultImage of the nodes of stores that name none */
    public StoreReconciler(KubernetesClient client, Nodes nodes, String defaultImage, Clock clock) {
        this.client = client;
        this.nodes = nodes;
        this.defaultImage = defaultImage;
        this.clock = clock;
        this.events = new EventLog(client);
    }

    @Override
    public UpdateControl<KeyValueStore> reconcile(KeyValueStore known, Context<KeyValueStore> context) {
        UpdateControl<KeyValueStore> control = UpdateControl.noUpdate();
        pass(known).ifPresent(control::rescheduleAfter);
        return control;
    }

    /** Whether somebody asks for something else. What we wrote into the status is no news: each pass would call for the next. */
    public static boolean isNews(KeyValueStore now, KeyValueStore before) {
        ObjectMeta is = now.getMetadata();
        ObjectMeta was = before.getMetadata();
        return !Objects.equals(is.getUid(), was.getUid())
                || !Objects.equals(is.getGeneration(), was.getGeneration())
                || !Objects.equals(is.getAnnotations(), was.getAnnotations())
                || !Objects.equals(is.getDeletionTimestamp(), was.getDeletionTimestamp());
    }

    /**
     * Looks once, and does what follows.
     *
     * @return after how long to look again, unless something changes before; empty: the store is gone
     */
    public Optional<Duration> pass(KeyValueStore known) {
        KeyValueStore store = client.resource(known).get();
        if (store == null || store.getMetadata().getDeletionTimestamp() != null) {
            return Optional.empty(); // its objects go with it, and its volumes as spec.deletionPolicy says
        }
        StoreApi api = new StoreApi(client, store);
        return Optional.of(new Pass(api, store, nodes, events, defaultImage, clock.instant()).run());
    }

    @Override
    public List<EventSource<?, KeyValueStore>> prepareEventSources(EventSourceContext<KeyValueStore> context) {
        List<EventSource<?, KeyValueStore>> sources = new ArrayList<>();
        KINDS.forEach(kind -> sources.add(source(kind, context)));
        return sources;
    }

    private static <R extends HasMetadata> EventSource<?, KeyValueStore> source(
            Class<R> kind, EventSourceContext<KeyValueStore> context) {
        return new InformerEventSource<>(
                InformerEventSourceConfiguration.from(kind, KeyValueStore.class)
                        .withName(HasMetadata.getSingular(kind))
                        .withLabelSelector(Names.MANAGED_BY + "=" + Names.OPERATOR)
                        .withNamespacesInheritedFromController()
                        .withSecondaryToPrimaryMapper(StoreReconciler::storeOf)
                        .build(),
                context);
    }

    /** The store whose instance label the object bears: pods and volumes have it too, and no owner that would tell. */
    private static Set<ResourceID> storeOf(HasMetadata object) {
        Map<String, String> labels = object.getMetadata().getLabels();
        return labels != null && labels.containsKey(Names.INSTANCE)
                ? Set.of(new ResourceID(
                        labels.get(Names.INSTANCE), object.getMetadata().getNamespace()))
                : Set.of();
    }
}
