package dev.stator.node.sim;

import dev.stator.node.message.ReadOutcome;
import dev.stator.node.version.CausalContext;
import dev.stator.node.version.Dot;
import dev.stator.node.version.DottedSet;
import dev.stator.node.version.KnownWrite;
import dev.stator.node.version.Sibling;
import dev.stator.node.version.StoredRecord;
import dev.stator.node.version.Version;
import dev.stator.node.version.WriteIdentity;
import dev.stator.ring.Key;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The registry of all dots that any store ever named, and of what truly stands behind each: filled in as records go to disks,
 * wherever that is and whether they survive or not. Finds dots that name two writes, versions that nobody wrote, and knows
 * which version may rightly replace which.
 */
final class Ledger implements Checker {
    /** A version as it was made, by a node in one of its lives. */
    record Made(Dot dot, UserWrite write, int order, SimNode maker, int life) {}

    private final History history;
    private final Map<Key, Map<Dot, Made>> made = new HashMap<>();
    private final Map<WriteIdentity, UserWrite> deletes = new HashMap<>();
    private int order;

    Ledger(History history) {
        this.history = history;
    }

    @Override
    public void begun(Operation operation) {
        UserWrite write = operation.write();
        if (write != null && write.request().isDelete()) {
            deletes.put(write.request().write(), write);
        }
    }

    @Override
    public void writes(SimNode node, Key key, StoredRecord before, StoredRecord after) {
        for (Version version : after.state().live()) {
            Made known = of(key).get(version.dot());
            Optional<UserWrite> author = authorOf(version.sibling());
            if (author.isEmpty()) {
                history.violated("nothing fabricated", node + " keeps " + version + ", which nobody wrote; key=" + key);
            } else if (known == null) {
                of(key).put(version.dot(), new Made(version.dot(), author.get(), order++, node, node.life()));
                coversAllDots(version, author.get(), after, node);
                author.get().dots().add(version.dot());
                if (!author.get().request().key().equals(key)) {
                    history.violated("nothing fabricated", node + " keeps " + version + " under the key " + key);
                }
            } else if (known.write() != author.get()) {
                history.violated(
                        "one write per dot",
                        version.dot() + " names " + known.write() + " and, at " + node + ", " + author.get() + "; key="
                                + key);
            }
        }
    }

    @Override
    public void ended(Operation operation) {
        if (operation.read() instanceof ReadOutcome.Answer answer) {
            for (Version version : answer.state().live()) {
                if (authorOf(version.sibling()).isEmpty()) {
                    history.violated("nothing fabricated", operation + " shows " + version + ", which nobody wrote");
                }
            }
        }
    }

    /** A context that covers one dot of a write covers all of them in the record that it is put into (PROTOCOL rule 12). */
    private void coversAllDots(Version made, UserWrite author, StoredRecord after, SimNode node) {
        for (KnownWrite seen :
                author.request().context().map(CausalContext::writes).orElse(List.of())) {
            for (Version other : after.state().live()) {
                if (other != made && other.sibling().write().equals(seen.write())) {
                    history.violated(
                            "who covers a write covers all its dots", node + " leaves " + other + " beside " + made);
                }
            }
        }
    }

    /** By dot, in the order in which they were made. */
    Map<Dot, Made> of(Key key) {
        return made.computeIfAbsent(key, any -> new LinkedHashMap<>());
    }

    Optional<UserWrite> authorOf(Sibling sibling) {
        if (!sibling.isValue()) {
            return Optional.ofNullable(deletes.get(sibling.write()));
        }
        if (!sibling.hasBytes()) {
            return Optional.empty();
        }
        return UserWrite.numberIn(sibling.bytes())
                .filter(number -> number < history.writes().size())
                .map(number -> history.writes().get(number))
                .filter(write -> Arrays.equals(write.request().bytes(), sibling.bytes()));
    }

    /**
     * May {@code newer} replace {@code older}? A put with a context may replace what the context holds, under any dot of that
     * write (PROTOCOL rule 12), and nothing else. One without may replace whatever was there before it: that is what it asks for.
     */
    static boolean mayReplace(Made newer, Made older) {
        if (newer == older) {
            return false;
        }
        Optional<CausalContext> context = newer.write().request().context();
        if (context.isEmpty()) {
            return older.order() < newer.order();
        }
        DottedSet dots = context.get().dots();
        if (dots.contains(older.dot())) {
            return true;
        }
        for (KnownWrite write : context.get().writes()) {
            if (write.write().equals(older.write().request().write())) {
                return true;
            }
        }
        for (Dot other : older.write().dots()) {
            if (dots.contains(other)) {
                return true;
            }
        }
        return false;
    }

    /** Does this set know the write, under any of its dots? */
    static boolean knows(DottedSet known, UserWrite write) {
        List<Dot> dots = write.dots();
        for (Dot dot : dots) {
            if (known.contains(dot)) {
                return true;
            }
        }
        return false;
    }
}
