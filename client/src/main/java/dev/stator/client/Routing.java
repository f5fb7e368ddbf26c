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
    private static final int UP_AND_UNTRIED = 4; // merits, of which there are no higher ones than the next
    private static final int QUICK_TOO = 5;

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
            Address owner = best(ring.get().ownersOf(key.get()), 0, tried);
            if (merit(owner, tried) >= UP_AND_UNTRIED) {
                return owner;
            }
        }
        turn = (turn + 1) % everyone.size();
        return best(everyone, turn, tried);
    }

    /** The first of the best, going round from there. */
    private Address best(List<Address> nodes, int from, Collection<Address> tried) {
        Address best = nodes.get(from);
        int most = merit(best, tried);
        for (int i = 1; i < nodes.size() && most < QUICK_TOO; i++) {
            Address node = nodes.get((from + i) % nodes.size());
            int merit = merit(node, tried);
            if (merit > most) {
                best = node;
                most = merit;
            }
        }
        return best;
    }

    private int merit(Address node, Collection<Address> tried) {
        int isNew = tried.contains(node) ? 0 : 1;
        if (down.contains(node)) {
            return isNew;
        }
        boolean isSlow = ring.isPresent() && ring.get().slow().contains(node);
        return 2 + 2 * isNew + (isSlow ? 0 : 1);
    }
}
