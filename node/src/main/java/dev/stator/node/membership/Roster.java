package dev.stator.node.membership;

import dev.stator.node.message.TableDigest;
import dev.stator.ring.Endpoint;
import dev.stator.ring.Member;
import dev.stator.ring.RingState;
import dev.stator.ring.StoreId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/** Whom gossip is about, by the ring: its members but for those that have left or were removed, ascending. Immutable. */
final class Roster {
    static final Roster EMPTY = new Roster(List.of(), List.of());

    private final List<StoreId> stores;
    private final List<Endpoint> endpoints;
    private final List<List<Integer>> byBucket = new ArrayList<>();

    private Roster(List<StoreId> stores, List<Endpoint> endpoints) {
        this.stores = List.copyOf(stores);
        this.endpoints = List.copyOf(endpoints);
        for (int bucket = 0; bucket < TableDigest.BUCKETS; bucket++) {
            byBucket.add(new ArrayList<>());
        }
        for (int index = 0; index < stores.size(); index++) {
            byBucket.get(TableDigest.bucketOf(stores.get(index))).add(index);
        }
    }

    static Roster of(RingState ring) {
        return of(ring.members().values(), ring.removed());
    }

    /** @param members ascending */
    static Roster of(Collection<Member> members, Set<StoreId> removed) {
        List<StoreId> stores = new ArrayList<>();
        List<Endpoint> endpoints = new ArrayList<>();
        for (Member member : members) {
            if (member.state() != Member.State.LEFT && !removed.contains(member.id())) {
                stores.add(member.id());
                endpoints.add(member.endpoint());
            }
        }
        return new Roster(stores, endpoints);
    }

    int size() {
        return stores.size();
    }

    StoreId store(int index) {
        return stores.get(index);
    }

    /** Where the ring says that it is. */
    Endpoint endpoint(int index) {
        return endpoints.get(index);
    }

    /** The indexes of those that fall into this bucket of a {@link TableDigest}, ascending. */
    List<Integer> inBucket(int bucket) {
        return Collections.unmodifiableList(byBucket.get(bucket));
    }

    /** Negative when it is not on the roster. */
    int indexOf(StoreId store) {
        return Collections.binarySearch(stores, store);
    }
}
