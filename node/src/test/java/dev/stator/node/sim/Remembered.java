package dev.stator.node.sim;

import dev.stator.node.kernel.Lifetimes;
import dev.stator.node.version.Dot;
import dev.stator.node.version.KeyState;
import dev.stator.node.version.KnownWrite;
import dev.stator.node.version.StoredRecord;
import dev.stator.node.version.Version;
import dev.stator.ring.Key;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * A state that knows a replaced version also knows whose it was, as far as {@code recent} goes (PROTOCOL §1): so whoever has seen a
 * write, or what replaced it, gives it no second version (rule 12).
 *
 * <p>Where users name contexts that holds of what contexts name alone, for which see {@link Knowledge}; where pasts are pruned, of what
 * is left. So this is promised where nobody names any, and nothing grows old.
 */
final class Remembered implements Checker {
    private final History history;
    private final boolean isPromised;
    private final Map<Key, Map<Dot, KnownWrite>> named = new HashMap<>();
    private final Map<Key, Set<Long>> sound = new HashMap<>(); // digests of what has been looked at

    Remembered(History history, Cluster cluster) {
        this.history = history;
        this.isPromised =
                cluster.swarm().hasNoContexts() && cluster.swarm().lifetimes().equals(Lifetimes.USUAL);
    }

    @Override
    public void writes(SimNode node, Key key, StoredRecord before, StoredRecord after) {
        KeyState state = after.state();
        if (!isPromised || !sound.computeIfAbsent(key, any -> new HashSet<>()).add(state.digest())) {
            return;
        }
        Map<Dot, KnownWrite> all = named.computeIfAbsent(key, any -> new HashMap<>());
        for (Version version : state.live()) {
            if (!all.containsKey(version.dot())) {
                isNoSecond(node, key, version, state, all);
                KnownWrite made = new KnownWrite(
                        version.sibling().write(),
                        version.dot(),
                        version.sibling().time());
                all.put(version.dot(), made);
            }
        }
        for (KnownWrite one : all.values()) {
            if (state.known().contains(one.dot())
                    && state.version(one.dot()).isEmpty()
                    && !Knowledge.isRemembered(one, state)) {
                history.violated(
                        "who knows a version knows whose it was",
                        node + " knows that " + one + " was replaced, and not whose it was; key=" + key + " state="
                                + state + " recent=" + state.recent());
            }
        }
    }

    /** It is named in this moment, by a store that puts what it knows beside it. */
    private void isNoSecond(SimNode node, Key key, Version made, KeyState state, Map<Dot, KnownWrite> all) {
        for (KnownWrite one : all.values()) {
            if (one.write().equals(made.sibling().write())
                    && state.known().contains(one.dot())
                    && (state.version(one.dot()).isPresent() || state.recent().contains(one))) {
                history.violated(
                        "a write that is known gets no second version",
                        node + " names " + made + ", and knows it as " + one + "; key=" + key);
            }
        }
    }
}
