package dev.stator.node.sim;

import dev.stator.node.version.CausalContext;
import dev.stator.node.version.Dot;
import dev.stator.node.version.DottedSet;
import dev.stator.node.version.KeyState;
import dev.stator.node.version.StoredRecord;
import dev.stator.node.version.Version;
import dev.stator.ring.Key;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What stores and readers claim to know is true:
 *
 * <ol>
 *   <li>a store never knows less of a key than before (until clocks are pruned);
 *   <li>every dot that is known was made;
 *   <li>a known dot that is not live was replaced by another known one that was entitled to it: claiming more deletes
 *       acknowledged writes (PROTOCOL rule 6);
 *   <li>whoever knows a version knows all that its writer had seen, and shows none of it: siblings are an antichain (G4).
 * </ol>
 */
final class Knowledge implements Checker {
    private final History history;
    private final Ledger ledger;

    Knowledge(History history, Ledger ledger) {
        this.history = history;
        this.ledger = ledger;
    }

    @Override
    public void writes(SimNode node, Key key, StoredRecord before, StoredRecord after) {
        if (!after.state().known().containsAll(before.state().known())) {
            history.violated(
                    "knowledge only grows",
                    node + " knew " + before.state() + " of " + key + " and writes " + after.state());
        }
        check(key, before.state().known(), after.state(), node.toString());
    }

    @Override
    public void ended(Operation operation) {
        if (operation.read() instanceof dev.stator.node.message.ReadOutcome.Answer answer) {
            check(operation.key(), DottedSet.EMPTY, answer.state(), operation.toString());
        }
    }

    /** Looks at what {@code state} knows beyond {@code before}, which was looked at then. */
    private void check(Key key, DottedSet before, KeyState state, String where) {
        Map<Dot, Ledger.Made> made = ledger.of(key);
        List<Ledger.Made> known = new ArrayList<>();
        for (DottedSet.Entry entry : state.known().entries()) {
            for (long counter = 1; counter <= entry.upTo(); counter++) {
                add(new Dot(entry.actor(), counter), made, known, key, where);
            }
            for (long counter : entry.cloud()) {
                add(new Dot(entry.actor(), counter), made, known, key, where);
            }
        }
        for (Ledger.Made one : known) {
            if (!before.contains(one.dot())) {
                closed(key, one, state, where);
                replaced(key, one, state, known, where);
            }
        }
    }

    private void add(Dot dot, Map<Dot, Ledger.Made> made, List<Ledger.Made> known, Key key, String where) {
        Ledger.Made one = made.get(dot);
        if (one == null) {
            history.violated("nothing fabricated", where + " knows " + dot + ", which was never made; key=" + key);
        } else {
            known.add(one);
        }
    }

    private void closed(Key key, Ledger.Made one, KeyState state, String where) {
        Optional<CausalContext> context = one.write().request().context();
        if (context.isEmpty() || context.get().dots().isEmpty()) {
            return;
        }
        DottedSet seen = context.get().dots();
        if (!state.known().containsAll(seen)) {
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
    }

    private void replaced(Key key, Ledger.Made one, KeyState state, List<Ledger.Made> known, String where) {
        if (state.version(one.dot()).isPresent()) {
            return;
        }
        for (Ledger.Made other : known) {
            if (Ledger.mayReplace(other, one)) {
                return;
            }
        }
        history.violated(
                "replaced only by who saw it",
                where + " takes " + one + " for replaced, by whom? key=" + key + " state=" + state);
    }
}
