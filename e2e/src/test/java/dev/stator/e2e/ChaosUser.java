package dev.stator.e2e;

import dev.stator.client.BlockingClient;
import dev.stator.client.Context;
import dev.stator.client.ReadResult;
import dev.stator.client.Sibling;
import dev.stator.client.WriteOptions;
import dev.stator.client.WriteResult;
import dev.stator.ring.Key;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Writes and reads one after another, as its seed has it: plain puts and deletes, some with the context of what it read or wrote
 * last, reads in between. Most keys are its own, some are everybody's. Compares each answer with the key's history at once.
 */
final class ChaosUser {
    private static final String PADDING = "-" + "x".repeat(200);

    /** A context, and the values that it has in it. */
    private record Seen(Context context, Set<String> values) {}

    private final String name;
    private final List<String> keys;
    private final Map<String, KeyHistory> histories;
    private final SplittableRandom random;
    private final Map<String, Seen> seen = new HashMap<>();
    private final List<String> violations = new ArrayList<>();
    private int sequence;

    ChaosUser(String name, List<String> keys, Map<String, KeyHistory> histories, long seed) {
        this.name = name;
        this.keys = keys;
        this.histories = histories;
        this.random = new SplittableRandom(seed);
    }

    void step(BlockingClient client, Tally tally) throws InterruptedException {
        String key = keys.get(random.nextInt(keys.size()));
        int chance = random.nextInt(100);
        if (chance < 40) {
            read(client, tally, key);
        } else {
            boolean isDelete = chance >= 88;
            boolean isPlain = random.nextInt(3) > 0;
            write(client, tally, key, isDelete, isPlain);
        }
    }

    /** One plain put. */
    void put(BlockingClient client, Tally tally) throws InterruptedException {
        write(client, tally, keys.get(random.nextInt(keys.size())), false, true);
    }

    private void write(BlockingClient client, Tally tally, String key, boolean isDelete, boolean wantsPlain)
            throws InterruptedException {
        KeyHistory history = history(key);
        String value = name + "-" + sequence++;
        Optional<Seen> with = wantsPlain ? Optional.empty() : Optional.ofNullable(seen.get(key));
        Set<String> has = with.isPresent() ? with.get().values() : Set.of();
        WriteOptions options =
                with.isPresent() ? WriteOptions.PLAIN.withContext(with.get().context()) : WriteOptions.PLAIN;
        long begun = System.nanoTime();
        KeyHistory.Write write = with.isEmpty()
                ? history.plain(value, isDelete, begun)
                : history.withContext(value, isDelete, has, begun);

        WriteResult result = isDelete
                ? client.delete(Key.of(key), options)
                : client.put(Key.of(key), (value + PADDING).getBytes(StandardCharsets.UTF_8), options);

        long ended = System.nanoTime();
        history.ended(write, result, ended);
        tally.write(key + " " + write, result, ended - begun);
        if (result instanceof WriteResult.Written written && written.context().isPresent()) {
            Set<String> now = new HashSet<>(has);
            now.add(value);
            seen.put(key, new Seen(written.context().get(), now));
        }
    }

    private void read(BlockingClient client, Tally tally, String key) throws InterruptedException {
        long begun = System.nanoTime();
        ReadResult result = client.get(Key.of(key));
        tally.read(key, result, System.nanoTime() - begun);
        if (!(result instanceof ReadResult.Failed)) {
            Set<String> values = values(result);
            violations.addAll(history(key).wrong(values, begun, false));
            seen.put(key, new Seen(context(result), values));
        }
    }

    private KeyHistory history(String key) {
        KeyHistory history = histories.get(key);
        if (history == null) {
            throw new IllegalStateException("a key without a history: " + key);
        }
        return history;
    }

    private static Context context(ReadResult result) {
        if (result instanceof ReadResult.Found found) {
            return found.context();
        }
        if (result instanceof ReadResult.Siblings siblings) {
            return siblings.context();
        }
        if (result instanceof ReadResult.NotFound none) {
            return none.context();
        }
        throw new IllegalStateException("no context: " + result);
    }

    /** The values of an answer as this class writes them; none of a failed one. */
    static Set<String> values(ReadResult result) {
        return bytesIn(result).stream().map(ChaosUser::value).collect(Collectors.toCollection(TreeSet::new));
    }

    /** The values of an answer, each as it is; none of a failed one. */
    static List<byte[]> bytesIn(ReadResult result) {
        if (result instanceof ReadResult.Found found) {
            return List.of(found.value());
        } else if (result instanceof ReadResult.Siblings siblings) {
            return siblings.versions().stream().map(Sibling::value).toList();
        }
        return List.of();
    }

    private static String value(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        return text.endsWith(PADDING) ? text.substring(0, text.length() - PADDING.length()) : "torn: " + text;
    }

    /** What was wrong with answers; to be asked once its thread has ended. */
    List<String> violations() {
        return violations;
    }
}
