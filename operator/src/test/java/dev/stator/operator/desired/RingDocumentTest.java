package dev.stator.operator.desired;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stator.operator.api.KeyValueStore;
import dev.stator.operator.api.Manifest;
import dev.stator.ring.Endpoint;
import dev.stator.ring.Member;
import dev.stator.ring.RingEpoch;
import dev.stator.ring.RingFormatException;
import dev.stator.ring.RingState;
import dev.stator.ring.StoreId;
import dev.stator.ring.plan.Capacity;
import dev.stator.ring.plan.PlacementPlanner;
import dev.stator.ring.plan.PlanRequest;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RingDocumentTest {
    private static final int WHOLE = 1 << 20;
    private static final int PIECE = 100;

    private final KeyValueStore store = ((Manifest.Loaded) Manifest.load("""
            apiVersion: stator.dev/v1alpha1
            kind: KeyValueStore
            metadata: {name: cart, namespace: shop, uid: uid}
            spec:
              nodePools:
              - {name: std, replicas: 3}
            """)).store();

    private final RingState ring = ring();

    @Test
    void ringThatFitsIsInTheHead() {
        RingDocument document = RingDocument.of(store, ring, WHOLE);

        assertThat(document.parts()).isEmpty();
        assertThat(document.head().getMetadata().getName()).isEqualTo("cart-ring");
        assertThat(document.head().getData()).containsEntry("epoch", "7");
        assertThat(RingDocument.read(document.head(), List.of())).isEqualTo(ring);
    }

    @Test
    void largerRingIsInImmutablePartsThatTheHeadNames() {
        RingDocument document = RingDocument.of(store, ring, PIECE);

        assertThat(document.parts().size()).isGreaterThan(1);
        assertThat(document.parts()).allMatch(ConfigMap::getImmutable);
        assertThat(document.head().getBinaryData()).isNullOrEmpty();
        assertThat(RingDocument.partsOf(document.head()))
                .isEqualTo(document.parts().stream()
                        .map(part -> part.getMetadata().getName())
                        .toList())
                .allMatch(name -> name.matches("cart-ring-[0-9a-f]{16}"));
        assertThat(RingDocument.read(document.head(), document.parts())).isEqualTo(ring);
    }

    @Test
    void equalRingsMakeEqualDocuments() {
        assertThat(RingDocument.of(store, ring(), PIECE)).isEqualTo(RingDocument.of(store, ring, PIECE));
    }

    @Test
    void whatIsNoRingOrAnotherThanTheHeadSaysIsRefused() {
        ConfigMap head = RingDocument.of(store, ring, WHOLE).head();
        RingDocument inParts = RingDocument.of(store, ring, PIECE);
        List<ConfigMap> shuffled = new ArrayList<>(inParts.parts());
        Collections.reverse(shuffled);

        assertRefused(new ConfigMapBuilder(head).addToData("hash", "0").build(), List.of());
        assertRefused(new ConfigMapBuilder(head).withBinaryData(Map.of()).build(), List.of());
        assertRefused(
                new ConfigMapBuilder(head)
                        .withBinaryData(Map.of("ring", "AAAA"))
                        .build(),
                List.of());
        assertRefused(inParts.head(), shuffled);
        assertRefused(inParts.head(), inParts.parts().subList(0, 1));
    }

    private static void assertRefused(ConfigMap head, List<ConfigMap> parts) {
        assertThatThrownBy(() -> RingDocument.read(head, parts)).isInstanceOf(RingFormatException.class);
    }

    private static RingState ring() {
        List<Member> members = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            members.add(new Member(
                    new StoreId(7, i + 1),
                    "cart-std-" + i,
                    "zone-" + i,
                    100,
                    Member.State.ACTIVE,
                    new Endpoint("host-" + i, 8443, 7000)));
        }
        PlanRequest request =
                PlanRequest.initial(members.stream().map(Capacity::of).toList(), 2, 1024);
        return PlacementPlanner.plan(request).toRing("uid", new RingEpoch(7), members);
    }
}
