package dev.stator.node.rocks;

import dev.stator.node.kernel.StoreSettings;
import dev.stator.node.kernel.StoreSettings.ConflictResolution;
import dev.stator.node.kernel.StoreSettings.Durability;
import dev.stator.node.kernel.StoreSettings.QuorumMode;
import dev.stator.node.version.Actor;
import dev.stator.node.version.CausalContext;
import dev.stator.node.version.KeyState;
import dev.stator.node.version.Sibling;
import dev.stator.node.version.StoredRecord;
import dev.stator.node.version.WriteIdentity;
import dev.stator.ring.Endpoint;
import dev.stator.ring.Member;
import dev.stator.ring.Placement;
import dev.stator.ring.RingEpoch;
import dev.stator.ring.RingState;
import dev.stator.ring.StoreId;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/** Small values for the tests of this room. */
final class TestRecords {
    static final StoreSettings SETTINGS = settings(Durability.FSYNC);

    private static final Actor ACTOR = new Actor(7, 1);

    private TestRecords() {}

    static StoreSettings settings(Durability durability) {
        return new StoreSettings("cluster-1", 3, 2, 2, QuorumMode.SLOPPY, 64, ConflictResolution.SIBLINGS, durability);
    }

    static StoredRecord record(String value) {
        return record(value.getBytes(StandardCharsets.UTF_8));
    }

    static StoredRecord record(byte[] bytes) {
        long hash = WriteIdentity.hash(bytes);
        Sibling sibling = Sibling.value(
                WriteIdentity.of("write", Sibling.Kind.VALUE, hash, "text/plain"), 1_000, "text/plain", hash, bytes);
        return new StoredRecord(
                KeyState.EMPTY.put(CausalContext.EMPTY, sibling, ACTOR).state(), ACTOR);
    }

    static String valueOf(StoredRecord record) {
        return new String(record.state().live().get(0).sibling().bytes(), StandardCharsets.UTF_8);
    }

    static RingState ring(long epoch) {
        StoreId store = new StoreId(1, 2);
        return new RingState(
                "cluster-1",
                new RingEpoch(epoch),
                1,
                List.of(new Member(store, "n1", "z1", 100, Member.State.ACTIVE, new Endpoint("127.0.0.1", 8443, 7000))),
                List.of(Placement.stable(1, List.of(store)), Placement.stable(1, List.of(store))),
                Set.of());
    }
}
