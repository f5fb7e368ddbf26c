package dev.stator.operator.dependent;

import dev.stator.operator.api.KeyValueStore;
import dev.stator.operator.desired.Digest;
import dev.stator.operator.desired.Names;
import dev.stator.operator.plan.Tale;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells events of stores. One that was told before, word by word, is counted and not told again. An event that cannot be written
 * is logged and forgotten: nothing depends on it.
 */
public final class EventLog {
    private static final Logger log = LoggerFactory.getLogger(EventLog.class);

    private final KubernetesClient client;

    public EventLog(KubernetesClient client) {
        this.client = client;
    }

    public void tell(KeyValueStore store, Tale.Event event, Instant now) {
        String namespace = store.getMetadata().getNamespace();
        String time = now.truncatedTo(ChronoUnit.SECONDS).toString();
        String name = store.getMetadata().getName() + "."
                + Digest.of(store.getMetadata().getUid() + event.reason() + event.message());
        try {
            Event told =
                    client.v1().events().inNamespace(namespace).withName(name).get();
            if (told != null) {
                int count = told.getCount() == null ? 1 : told.getCount();
                client.resource(new EventBuilder(told)
                                .withCount(count + 1)
                                .withLastTimestamp(time)
                                .build())
                        .update();
                return;
            }
            client.resource(new EventBuilder()
                            .withNewMetadata()
                            .withName(name)
                            .withNamespace(namespace)
                            .endMetadata()
                            .withNewInvolvedObject()
                            .withApiVersion(store.getApiVersion())
                            .withKind(store.getKind())
                            .withName(store.getMetadata().getName())
                            .withNamespace(namespace)
                            .withUid(store.getMetadata().getUid())
                            .endInvolvedObject()
                            .withType(event.type())
                            .withReason(event.reason())
                            .withMessage(event.message())
                            .withCount(1)
                            .withFirstTimestamp(time)
                            .withLastTimestamp(time)
                            .withReportingComponent(Names.OPERATOR)
                            .withNewSource()
                            .withComponent(Names.OPERATOR)
                            .endSource()
                            .build())
                    .create();
        } catch (KubernetesClientException e) {
            log.warn("an event could not be told reason={} cause={}", event.reason(), e.getMessage());
        }
    }
}
