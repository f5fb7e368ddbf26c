package dev.stator.client;

import dev.stator.ring.Key;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Chooses the node to ask (pure, of one loop): the first owner of the key that is up, not slow, and not tried yet; else one that is
 * slow; else any such node; else one that is up, tried or not; else one that is down, for it may be back.
 *
 * <p>Down is a node whose connections failed, until a probe reaches it again. Slow is whom the node that told the ring finds slow (fail-slow): it
 * would coordinate as slowly as it answers. Who is chosen among equals goes round, so that the load of a dead node spreads.
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
            Address slow = null;
            for (Address owner : ring.get().ownersOf(key.get())) {
                if (!down.contains(owner) && !tried.contains(owner)) {
                    if (!isSlow(owner)) {
                        return owner;
                    }
                    slow = slow == null ? owner : slow;
                }
            }
            if (slow != null) {
                return slow;
            }
        }
        turn = (turn + 1) % everyone.size();
        Address best = everyone.get(turn);
        for (int i = 1; i < everyone.size(); i++) {
            Address node = everyone.get((turn + i) % everyone.size());
            best = merit(node, tried) > merit(best, tried) ? node : best;
        }
        return best;
    }

    private int merit(Address node, Collection<Address> tried) {
        int isNew = tried.contains(node) ? 0 : 1;
        return down.contains(node) ? isNew : 2 + 2 * isNew + (isSlow(node) ? 0 : 1);
    }

    private boolean isSlow(Address node) {
        return ring.isPresent() && ring.get().slow().contains(node);
    }
}
