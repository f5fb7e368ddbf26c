package dev.stator.node.http;

import dev.stator.node.view.ClusterView;
import dev.stator.ring.Endpoint;
import dev.stator.ring.Key;
import dev.stator.ring.Member;
import dev.stator.ring.PreferenceList;
import dev.stator.ring.RingState;
import dev.stator.ring.StoreId;
import dev.stator.ring.plan.Shares;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** {@code /v1/ring}, {@code /v1/ring/locate/{key}} and {@code /v1/store}: who owns what, for people and clients. Any thread. */
final class RingResource {
    private static final int FALLBACKS_SHOWN = 5;

    private final Supplier<Optional<ClusterView>> view;
    private final StoreDescription store;

    RingResource(Supplier<Optional<ClusterView>> view, StoreDescription store) {
        this.view = view;
        this.store = store;
    }

    Answer store() {
        return new Answer(200).header("content-type", Headers.JSON).body(Json.bytes(store.asMap()));
    }

    Answer ring(boolean withOwners) throws Refused {
        ClusterView now = seen();
        RingState ring = now.ring();
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("epoch", ring.epoch().number());
        body.put("hash", ring.hash().toString());
        body.put("clusterId", ring.clusterId());
        body.put("n", store.settings().factor());
        body.put("r", store.settings().readQuorum());
        body.put("w", store.settings().writeQuorum());
        body.put("partitions", ring.partitions());
        body.put("members", members(now));
        if (withOwners) {
            body.put("owners", owners(ring));
        }
        return new Answer(200).header("content-type", Headers.JSON).body(Json.bytes(body));
    }

    /** The ring's members with their shares; the admin port shows the same. */
    static List<Map<String, Object>> members(ClusterView view) {
        RingState ring = view.ring();
        Map<StoreId, Double> target = Shares.target(ring);
        Map<StoreId, Double> actual = Shares.actual(ring);
        List<Map<String, Object>> members = new ArrayList<>();
        for (Member member : ring.members().values()) {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("name", member.name());
            entry.put("storeId", member.id().toString());
            entry.put("zone", member.zone());
            entry.put("weight", member.weight());
            entry.put("address", address(member.endpoint()));
            entry.put("state", member.state().name());
            entry.put("reachable", view.isReachable(member.id()));
            entry.put("liveness", view.liveness(member.id()).name());
            entry.put("slow", view.isSlow(member.id()));
            entry.put("disk", view.disk(member.id()).name().toLowerCase(Locale.ROOT));
            entry.put("targetShare", target.get(member.id()));
            entry.put("actualShare", actual.get(member.id()));
            members.add(entry);
        }
        return members;
    }

    /** Per partition the owners' names, the coordinator first. */
    private static List<List<String>> owners(RingState ring) {
        return ring.placements().stream()
                .map(placement -> placement.owners().stream()
                        .map(owner -> ring.member(owner).orElseThrow().name())
                        .toList())
                .toList();
    }

    Answer locate(Key key) throws Refused {
        ClusterView now = seen();
        RingState ring = now.ring();
        PreferenceList list = PreferenceList.of(ring, key);
        List<Map<String, Object>> owners = new ArrayList<>();
        list.owners().forEach(owner -> owners.add(located(now, owner)));
        List<Map<String, Object>> fallbacks = new ArrayList<>();
        for (StoreId fallback : list.fallbacks()) {
            if (fallbacks.size() == FALLBACKS_SHOWN) {
                break;
            }
            fallbacks.add(located(now, fallback));
        }
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("md5", HexFormat.of().formatHex(key.md5()));
        body.put("partition", ring.partitionOf(key));
        body.put("epoch", ring.epoch().number());
        body.put("owners", owners);
        body.put("fallbacks", fallbacks);
        return new Answer(200).header("content-type", Headers.JSON).body(Json.bytes(body));
    }

    private static Map<String, Object> located(ClusterView view, StoreId store) {
        Member member = view.ring().member(store).orElseThrow();
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("name", member.name());
        entry.put("storeId", store.toString());
        entry.put("address", address(member.endpoint()));
        entry.put("up", view.isReachable(store));
        return entry;
    }

    private static String address(Endpoint endpoint) {
        return "https://" + endpoint.host() + ":" + endpoint.httpPort();
    }

    private ClusterView seen() throws Refused {
        Optional<ClusterView> now = view.get();
        if (now.isEmpty()) {
            throw new Refused(
                    Problem.of(503, "not-ready", "the node has no ring yet").retryAfterSeconds(1));
        }
        return now.get();
    }
}
