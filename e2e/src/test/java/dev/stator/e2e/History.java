package dev.stator.e2e;

import dev.stator.client.BlockingClient;
import dev.stator.client.ReadResult;
import dev.stator.client.WriteResult;
import dev.stator.ring.Key;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What one client did to keys of its own, one request after the other, and what must therefore be there in the end: the last
 * acknowledged value, or one of an unknown outcome that came after it; never nothing. Beside it there may only be a value that
 * was sent twice: the node that died of its first attempt may have brought it back (G4).
 */
final class History {
    private final String prefix;
    private final int keys;
    private final List<List<String>> possible =
            new ArrayList<>(); // per key: the last acknowledged value, then unknown ones
    private final List<Set<String>> sentTwice = new ArrayList<>(); // per key
    private final List<String> refused = new ArrayList<>();
    private int sequence;
    private final AtomicInteger acknowledged = new AtomicInteger();

    History(String prefix, int keys) {
        this.prefix = prefix;
        this.keys = keys;
        for (int i = 0; i < keys; i++) {
            possible.add(new ArrayList<>());
            sentTwice.add(new HashSet<>());
        }
    }

    void putNext(BlockingClient client) throws InterruptedException {
        int index = sequence % keys;
        String value = prefix + "-" + sequence++ + "-" + "x".repeat(200);
        WriteResult result = client.put(key(index), value.getBytes(StandardCharsets.UTF_8));
        if (result instanceof WriteResult.Written written) {
            acknowledged.incrementAndGet();
            if (written.attempts() > 1) {
                sentTwice.get(index).add(value);
            }
            possible.get(index).clear();
            possible.get(index).add(value);
        } else if (result instanceof WriteResult.Unknown) {
            refused.add(value.substring(0, 20) + ": " + result);
            possible.get(index).add(value);
        } else {
            refused.add(value.substring(0, 20) + ": " + result);
        }
    }

    /** Any thread may ask. */
    int acknowledged() {
        return acknowledged.get();
    }

    /** Everything that was not acknowledged, for whatever reason. */
    List<String> refused() {
        return refused;
    }

    /** What is wrong now; nothing, if all is well. */
    List<String> violations(BlockingClient client) throws InterruptedException {
        List<String> violations = new ArrayList<>();
        for (int index = 0; index < keys; index++) {
            List<String> expected = possible.get(index);
            if (expected.isEmpty()) {
                continue;
            }
            ReadResult read = client.get(key(index));
            TreeSet<String> seen = new TreeSet<>();
            ChaosUser.bytesIn(read).forEach(value -> seen.add(new String(value, StandardCharsets.UTF_8)));
            boolean isThere = expected.stream().anyMatch(seen::contains);
            seen.removeAll(expected);
            seen.removeAll(sentTwice.get(index));
            if (!isThere || !seen.isEmpty()) {
                violations.add(prefix + index + ": expected one of " + expected + ", got " + read + " with " + seen);
            }
        }
        return violations;
    }

    private Key key(int index) {
        return Key.of(prefix + "/" + index);
    }
}
