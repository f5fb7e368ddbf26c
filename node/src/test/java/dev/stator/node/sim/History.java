package dev.stator.node.sim;

import dev.stator.node.message.Message;
import dev.stator.node.port.Table;
import dev.stator.node.version.StoredRecord;
import dev.stator.ring.Key;
import dev.stator.ring.RingState;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** All that happened, told to the checkers as it happens; what they find; and how often each thing was seen. */
final class History {
    private static final int VIOLATIONS_MAX = 5;

    /** A key has a record of its own in each table. */
    private record Place(Table table, Key key) {}

    private final List<Checker> checkers = new ArrayList<>();
    private final List<Operation> operations = new ArrayList<>();
    private final List<UserWrite> writes = new ArrayList<>();
    private final List<Map<Place, StoredRecord>> newest = new ArrayList<>();
    private final List<String> violations = new ArrayList<>();
    private final Map<String, long[]> counts = new TreeMap<>();
    private final Map<Key, Long> lost = new HashMap<>();
    private final Trace trace;
    private Runnable onViolation = () -> {};

    History(Trace trace) {
        this.trace = trace;
    }

    void add(Checker checker) {
        checkers.add(checker);
    }

    List<Operation> operations() {
        return operations;
    }

    /** In the order of their numbers, which begin at 0. */
    List<UserWrite> writes() {
        return writes;
    }

    List<String> violations() {
        return violations;
    }

    /** Told of each. */
    void whenViolated(Runnable task) {
        onViolation = task;
    }

    /** One more of these was seen: coverage, so that we know that rare paths ran. */
    void counts(String what) {
        counts.computeIfAbsent(what, any -> new long[1])[0]++;
    }

    Map<String, long[]> counts() {
        return counts;
    }

    void violated(String promise, String how) {
        trace.note("VIOLATED", violations.size(), 0, promise + ": " + how);
        if (violations.size() < VIOLATIONS_MAX) {
            violations.add(promise + ": " + how);
        }
        onViolation.run();
    }

    void threw(SimNode node, Throwable bug) {
        StringWriter stack = new StringWriter();
        bug.printStackTrace(new PrintWriter(stack));
        violated("no bug", node + " stopped: " + stack);
    }

    void started(SimNode node) {
        while (newest.size() <= node.index()) {
            newest.add(new HashMap<>());
        }
        newest.get(node.index()).clear();
    }

    void writes(SimNode node, Table table, Key key, StoredRecord after) {
        StoredRecord before = replaced(node, table, key, after);
        trace.note(
                table == Table.RECORDS ? "store" : "hint",
                node.index(),
                after.state().hashCode(),
                after);
        checkers.forEach(checker -> checker.writes(node, key, before, after));
    }

    private StoredRecord replaced(SimNode node, Table table, Key key, StoredRecord after) {
        Place place = new Place(table, key);
        boolean isDamaged = table == Table.RECORDS && node.disk().isDamaged(key);
        StoredRecord before = isDamaged // what nobody can read is known no more
                ? StoredRecord.ABSENT
                : newest.get(node.index())
                        .getOrDefault(place, node.disk().applied().record(table, key));
        newest.get(node.index()).put(place, after);
        return before;
    }

    void drops(SimNode node, Table table, Key key) {
        StoredRecord before = replaced(node, table, key, StoredRecord.ABSENT);
        checkers.forEach(checker -> checker.drops(node, table, key, before));
        trace.note("drop", node.index(), table == Table.RECORDS ? 0 : 1, key);
    }

    /** A store of durability Buffered lost something of this key that it had acknowledged. */
    void lost(Key key, long now) {
        counts("lost what was acknowledged before its fsync");
        lost.put(key, now);
    }

    /** Has anything that was begun at this moment, or before, perhaps been lost before its fsync? */
    boolean mayBeLost(Key key, long begun) {
        return begun <= lost.getOrDefault(key, -1L);
    }

    void says(SimNode from, Message message) {
        checkers.forEach(checker -> checker.says(from, message));
    }

    void sends(SimNode from, Message message) {
        checkers.forEach(checker -> checker.sends(from, message));
    }

    void arrives(SimNode from, SimNode to, Message message) {
        checkers.forEach(checker -> checker.arrives(from, to, message));
    }

    void sees(SimNode node, RingState ring) {
        trace.note("ring", node.index(), ring.epoch().number(), "");
        checkers.forEach(checker -> checker.sees(node, ring));
    }

    void begun(Operation operation) {
        operations.add(operation);
        UserWrite write = operation.write();
        if (write != null) {
            write.tries().add(operation);
        }
        trace.note("begin", operation.number(), operation.node().index(), operation);
        checkers.forEach(checker -> checker.begun(operation));
    }

    void ended(Operation operation) {
        trace.note("end", operation.number(), operation.node().index(), operation);
        Object outcome = operation.outcome() != null ? operation.outcome() : operation.read();
        counts(outcome == null ? "ended Lost" : "ended " + outcome.getClass().getSimpleName());
        checkers.forEach(checker -> checker.ended(operation));
    }

    void finished(Cluster cluster) {
        checkers.forEach(checker -> checker.finished(cluster));
    }
}
