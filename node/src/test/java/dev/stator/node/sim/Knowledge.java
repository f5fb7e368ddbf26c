package dev.stator.node.sim;

import dev.stator.node.message.ReadOutcome;
import dev.stator.node.version.CausalContext;
import dev.stator.node.version.Dot;
import dev.stator.node.version.DottedSet;
import dev.stator.node.version.KeyState;
import dev.stator.node.version.KnownWrite;
import dev.stator.node.version.StoredRecord;
import dev.stator.node.version.Version;
import dev.stator.ring.Key;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What stores and readers claim to know is true:
 *
 * <ol>
 *   <li>a store never knows less of a key than before, but for what is purged or pruned;
 *   <li>every dot that is known was made;
 *   <li>a known dot that is not live was replaced by another known one that was entitled to it: claiming more deletes
 *       acknowledged writes (PROTOCOL rule 6);
 *   <li>whoever knows a version knows all that its writer had seen, and shows none of it: siblings are an antichain (G4);
 *   <li>while it is live, it is also remembered whose the versions were that its writer named, as far as {@code recent} goes: else
 *       their late retries come back (PROTOCOL §1).
 * </ol>
 */
final class Knowledge implements Checker {
    private final History history;
    private final Ledger ledger;
    private final Purges purges;
    private final Map<Key, Set<Long>> sound = new HashMap<>(); // digests of what has been looked at
    private final Map<Ledger.Made, Ledger.Made> replacers = new HashMap<>();

    Knowledge(History history, Ledger ledger, Purges purges) {
        this.purges = purges;
        this.history = history;
        this.ledger = ledger;
    }

    @Override
    public void writes(SimNode node, Key key, StoredRecord before, StoredRecord after) {
        if (!known(key, after.state()).containsAll(before.state().known())) {
            history.violated(
                    "knowledge only grows",
                    node + " knew " + before.state() + " of " + key + " and writes " + after.state());
        }
        for (Version version : before.state().live()) {
            KnownWrite named = new KnownWrite(
                    version.sibling().write(), version.dot(), version.sibling().time());
            if (after.state().version(version.dot()).isEmpty() && !isRemembered(named, after.state())) {
                history.violated("a store remembers what it replaced", node + " replaced " + version + " of " + key);
            }
        }
        check(key, after.state(), node);
    }

    @Override
    public void ended(Operation operation) {
        if (operation.read() instanceof ReadOutcome.Answer answer) {
            check(operation.key(), answer.state(), operation);
        }
    }

    /** What is known, or was and has rightly been forgotten: {@link Purges} looks after that. */
    private DottedSet known(Key key, KeyState state) {
        return state.known().union(purges.forgotten(key));
    }

    /** What was sound stays so: more versions only explain more. */
    private void check(Key key, KeyState state, Object where) {
        if (!sound.computeIfAbsent(key, any -> new HashSet<>()).add(state.digest())) {
            return;
        }
        Map<Dot, Ledger.Made> made = ledger.of(key);
        List<Ledger.Made> known = new ArrayList<>();
        for (DottedSet.Entry entry : known(key, state).entries()) {
            for (long counter = 1; counter <= entry.upTo(); counter++) {
                add(new Dot(entry.actor(), counter), made, known, key, where);
            }
            for (long counter : entry.cloud()) {
                add(new Dot(entry.actor(), counter), made, known, key, where);
            }
        }
        for (Ledger.Made one : known) {
            if (state.known().contains(one.dot())) {
                closed(key, one, state, where);
                replaced(key, one, state, known, where);
            }
        }
    }

    private void add(Dot dot, Map<Dot, Ledger.Made> made, List<Ledger.Made> known, Key key, Object where) {
        Ledger.Made one = made.get(dot);
        if (one == null) {
            history.violated("nothing fabricated", where + " knows " + dot + ", which was never made; key=" + key);
        } else {
            known.add(one);
        }
    }

    private void closed(Key key, Ledger.Made one, KeyState state, Object where) {
        Optional<CausalContext> context = one.write().request().context();
        if (context.isEmpty() || context.get().dots().isEmpty()) {
            return;
        }
        DottedSet seen = context.get().dots();
        if (!known(key, state).containsAll(seen)) {
            history.violated(
                    "who knows a write knows its past",
                    where + " knows " + one + " and not its context; key=" + key + " state=" + state);
        }
        for (Version version : state.live()) {
            if (seen.contains(version.dot())) {
                history.violated(
                        "siblings are an antichain",
                        where + " has " + version + " live beside " + one + "; key=" + key + " state=" + state);
            }
        }
        for (KnownWrite named :
                state.version(one.dot()).isPresent() ? context.get().writes() : List.<KnownWrite>of()) {
            if (state.version(named.dot()).isEmpty() && !isRemembered(named, state)) {
                history.violated(
                        "who replaces a version remembers whose it was",
                        where + " knows " + one + " and not whose " + named.dot() + " was; key=" + key + " state="
                                + state + " recent=" + state.recent());
            }
        }
    }

    /** Is it among the newest that {@code recent} has room for? */
    static boolean isRemembered(KnownWrite named, KeyState state) {
        List<KnownWrite> recent = state.recent();
        return recent.contains(named)
                || recent.size() == KeyState.RECENT_MAX
                        && recent.get(recent.size() - 1).compareTo(named) < 0;
    }

    private void replaced(Key key, Ledger.Made one, KeyState state, List<Ledger.Made> known, Object where) {
        if (state.version(one.dot()).isPresent()) {
            return;
        }
        Ledger.Made usual = replacers.get(one);
        if (usual != null && state.known().contains(usual.dot())) {
            return;
        }
        for (Ledger.Made other : known) {
            if (Ledger.mayReplace(other, one)) {
                replacers.put(one, other);
                return;
            }
        }
        history.violated(
                "replaced only by who saw it",
                where + " takes " + one + " for replaced, by whom? key=" + key + " state=" + state);
    }
}
