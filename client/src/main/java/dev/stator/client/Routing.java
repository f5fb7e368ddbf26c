package dev.stator.client;

import dev.stator.ring.Key;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Chooses the node to ask (pure, of one loop): the first owner of the key that is up and not tried yet; else any such node; else
 * one that is up, tried or not; else one that is down, for it may be back.
 *
 * <p>Down is a node whose connections failed, until a probe reaches it again. Who is chosen among equals goes round, so that
 * the load of a dead node spreads.
 */
final class Routing {
    private final List<Address> endpoints;
    private final Set<Address> down = new HashSet<>();
    private List<Address> everyone;
    private Optional<RingView> ring = Optional.empty();
    private int turn;

    Routing(List<Address> endpoints) {
        this.endpoints = List.copyOf(endpoints);
        this.everyone = this.endpoints;
    }

    /** A newer ring; an older one is ignored. */
    void adopt(RingView newer) {
        if (ring.isPresent() && ring.get().epoch() > newer.epoch()) {
            return;
        }
        ring = Optional.of(newer);
        List<Address> all = new ArrayList<>(newer.members());
        endpoints.stream().filter(endpoint -> !all.contains(endpoint)).forEach(all::add);
        everyone = List.copyOf(all);
        down.retainAll(all);
    }

    /** All nodes known: the ring's, then the endpoints that are not in it, such as a Service. */
    List<Address> nodes() {
        return everyone;
    }

    void markDown(Address node) {
        down.add(node);
    }

    void markUp(Address node) {
        down.remove(node);
    }

    boolean isDown(Address node) {
        return down.contains(node);
    }

    /** Where to send a request for a key, or for no key in particular. */
    Address choose(Optional<Key> key, Collection<Address> tried) {
        if (key.isPresent() && ring.isPresent()) {
            for (Address owner : ring.get().ownersOf(key.get())) {
                if (!down.contains(owner) && !tried.contains(owner)) {
                    return owner;
                }
            }
        }
        turn = (turn + 1) % everyone.size();
        Address up = null;
        Address untried = null;
        for (int i = 0; i < everyone.size(); i++) {
            Address node = everyone.get((turn + i) % everyone.size());
            boolean isUp = !down.contains(node);
            boolean isNew = !tried.contains(node);
            if (isUp && isNew) {
                return node;
            }
            up = up == null && isUp ? node : up;
            untried = untried == null && isNew ? node : untried;
        }
        if (up != null) {
            return up;
        }
        return untried != null ? untried : everyone.get(turn);
    }
}
