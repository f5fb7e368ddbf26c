package dev.stator.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.operator.api.KeyValueStore;
import dev.stator.operator.api.Manifest;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class StoreReconcilerTest {
    /** Else every pass that has something new to say would call for the next at once, as long as copies are compared. */
    @Test
    void statusIsNoNewsButWhatUsersAskForIs() {
        assertThat(isNews(metadata -> metadata.setResourceVersion("2"))).isFalse();
        assertThat(isNews(metadata -> metadata.setLabels(Map.of("team", "shop"))))
                .isFalse();
        assertThat(isNews(metadata -> metadata.setGeneration(2L))).isTrue();
        assertThat(isNews(metadata -> metadata.setAnnotations(Map.of("stator.dev/restart", "now"))))
                .isTrue();
        assertThat(isNews(metadata -> metadata.setDeletionTimestamp("2026-01-01T00:00:00Z")))
                .isTrue();
        assertThat(isNews(metadata -> metadata.setUid("another"))).isTrue();
    }

    private static boolean isNews(Consumer<ObjectMeta> change) {
        KeyValueStore now = store();
        change.accept(now.getMetadata());
        return StoreReconciler.isNews(now, store());
    }

    private static KeyValueStore store() {
        KeyValueStore store = ((Manifest.Loaded) Manifest.load("""
                apiVersion: stator.dev/v1alpha1
                kind: KeyValueStore
                metadata: {name: cart}
                spec: {nodePools: [{name: std, replicas: 3}]}
                """)).store();
        store.getMetadata().setUid("uid");
        store.getMetadata().setResourceVersion("1");
        store.getMetadata().setGeneration(1L);
        return store;
    }
}
