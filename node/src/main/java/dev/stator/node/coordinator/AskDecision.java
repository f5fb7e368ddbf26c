package dev.stator.node.coordinator;

import dev.stator.node.version.KeyState;
import dev.stator.node.version.KnownWrite;
import dev.stator.node.version.WriteIdentity;
import dev.stator.ring.StoreId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Gathers what other owners know before a put without a context, or one with a condition (PROTOCOL §1 "asking first", rule
 * 18). The coordinator's own record is not among the answers: it is read when the key is taken. Pure; one loop.
 */
final class AskDecision {
    private final int wanted;
    private final Map<StoreId, KeyState> answers = new LinkedHashMap<>();

    /** @param wanted how many others to hear: N-W for a plain write, max(R, N-W+1) - 1 for a condition, 0 to ask nobody */
    AskDecision(int wanted) {
        this.wanted = wanted;
    }

    void add(StoreId owner, KeyState state) {
        answers.put(owner, state);
    }

    boolean isEnough() {
        return answers.size() >= wanted;
    }

    int wanted() {
        return wanted;
    }

    /** How many others have answered. */
    int answered() {
        return answers.size();
    }

    /** All answers and the own record together, without bytes. */
    KeyState mergedWith(KeyState own) {
        KeyState merged = own;
        for (KeyState answer : answers.values()) {
            merged = merged.merge(answer);
        }
        return merged;
    }

    Iterable<KeyState> states() {
        return answers.values();
    }

    /** The first who knows this very write (PROTOCOL rule 12). */
    Optional<StoreId> whoKnows(WriteIdentity write) {
        for (Map.Entry<StoreId, KeyState> answer : answers.entrySet()) {
            List<KnownWrite> found = answer.getValue().dotsOf(write);
            if (!found.isEmpty()) {
                return Optional.of(answer.getKey());
            }
        }
        return Optional.empty();
    }
}
