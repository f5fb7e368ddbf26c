package dev.stator.node.http;

import dev.stator.node.kernel.Gateway;
import dev.stator.node.message.ClientWrite;
import dev.stator.node.message.ReadOutcome;
import dev.stator.node.message.WriteOutcome;
import dev.stator.node.version.Actor;
import dev.stator.node.version.CausalContext;
import dev.stator.node.version.KeyState;
import dev.stator.node.version.Sibling;
import dev.stator.node.version.WriteIdentity;
import dev.stator.ring.Key;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A node behind the door that ends every request as the test says, and remembers what it was asked. Any thread. */
final class ScriptedGateway implements Gateway {
    /** When versions were written: a Wednesday. */
    static final long TIME = 1_800_000_000_000L;

    /** A get as the door passed it on. */
    record Asked(Key key, int timeoutMillis) {}

    /** A write as the door passed it on. */
    record Written(ClientWrite write, int timeoutMillis) {}

    private final List<Asked> gets = new CopyOnWriteArrayList<>();
    private final List<Written> writes = new CopyOnWriteArrayList<>();
    private final BlockingDeque<Runnable> held = new LinkedBlockingDeque<>();
    private volatile ReadOutcome read = new ReadOutcome.Answer(KeyState.EMPTY);
    private volatile WriteOutcome wrote = written();
    private volatile boolean isHolding;

    /** Of one version. */
    static KeyState holding(String value, String contentType) {
        return KeyState.EMPTY
                .put(CausalContext.EMPTY, sibling(value, contentType), new Actor(1, 1))
                .state();
    }

    /** Of versions that have not seen each other, of type text/plain. */
    static KeyState siblings(String... values) {
        KeyState state = KeyState.EMPTY;
        for (int i = 0; i < values.length; i++) {
            state = state.put(CausalContext.EMPTY, sibling(values[i], "text/plain"), new Actor(i + 1, 1))
                    .state();
        }
        return state;
    }

    static KeyState deleted() {
        KeyState before = holding("milk", "text/plain");
        byte[] nothing = {};
        WriteIdentity write = WriteIdentity.of("gone", Sibling.Kind.TOMBSTONE, WriteIdentity.hash(nothing), "");
        return before.put(CausalContext.of(before), Sibling.tombstone(write, TIME), new Actor(1, 1))
                .state();
    }

    static Sibling sibling(String value, String contentType) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        long hash = WriteIdentity.hash(bytes);
        WriteIdentity write = WriteIdentity.of(value, Sibling.Kind.VALUE, hash, contentType);
        return Sibling.value(write, TIME, contentType, hash, bytes);
    }

    static WriteOutcome.Written written() {
        return new WriteOutcome.Written(
                CausalContext.of(holding("milk", "text/plain")), new WriteIdentity(0xabc), 1, 2, 0, 2);
    }

    ScriptedGateway reads(ReadOutcome outcome) {
        read = outcome;
        return this;
    }

    ScriptedGateway reads(KeyState state) {
        return reads(new ReadOutcome.Answer(state));
    }

    ScriptedGateway writes(WriteOutcome outcome) {
        wrote = outcome;
        return this;
    }

    /** From now on answers come when {@link #release} says so. */
    void hold() {
        isHolding = true;
    }

    /** Waits until a request is held. */
    void awaitHeld() throws InterruptedException {
        held.putFirst(oldest());
    }

    /** Answers the oldest request that is held, or will be. */
    void release() throws InterruptedException {
        oldest().run();
    }

    private Runnable oldest() throws InterruptedException {
        Runnable oldest = held.poll(20, TimeUnit.SECONDS);
        if (oldest == null) {
            throw new AssertionError("no request came");
        }
        return oldest;
    }

    List<Asked> gets() {
        return gets;
    }

    List<Written> writes() {
        return writes;
    }

    @Override
    public void get(Key key, int timeoutMillis, Consumer<ReadOutcome> then) {
        gets.add(new Asked(key, timeoutMillis));
        answer(() -> then.accept(read));
    }

    @Override
    public void write(ClientWrite write, int timeoutMillis, Consumer<WriteOutcome> then) {
        writes.add(new Written(write, timeoutMillis));
        answer(() -> then.accept(wrote));
    }

    private void answer(Runnable answer) {
        if (isHolding) {
            held.add(answer);
        } else {
            answer.run();
        }
    }
}
