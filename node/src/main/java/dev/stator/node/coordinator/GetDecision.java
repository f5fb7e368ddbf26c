package dev.stator.node.coordinator;

import dev.stator.node.version.DottedSet;
import dev.stator.node.version.KeyState;
import dev.stator.node.version.Version;
import dev.stator.ring.StoreId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Gathers owners' answers to one read until R have answered, then knows the answer and whom it should repair (Dynamo §4.5). An
 * error is no answer, and "not found" is one only from an owner (PROTOCOL rule 10). Pure; one loop.
 */
final class GetDecision {
    private final int required;
    private final Map<StoreId, KeyState> answers = new LinkedHashMap<>();
    private KeyState merged = KeyState.EMPTY;

    /** @param required R */
    GetDecision(int required) {
        this.required = required;
    }

    /** Repeated answers of one owner count once. */
    void add(StoreId owner, KeyState state) {
        answers.put(owner, state);
        merged = merged.merge(state);
    }

    /** What is known besides, from one who is no owner: shown, and never counted (PROTOCOL rule 10). */
    void addUncounted(KeyState state) {
        merged = merged.merge(state);
    }

    boolean isEnough() {
        return answers.size() >= required;
    }

    int answers() {
        return answers.size();
    }

    boolean hasAnswered(StoreId owner) {
        return answers.containsKey(owner);
    }

    KeyState merged() {
        return merged;
    }

    /** What would bring an owner up to date: the merged state, with the bytes that the owner lacks. */
    record Repair(StoreId owner, KeyState state) {}

    /**
     * Those who answered less than is known now, each named once for what it lacks. Who lacks the key has purged it, perhaps, where
     * all that is known is tombstones made before {@code horizon}: they are not sent back (PROTOCOL rule 14).
     */
    List<Repair> repairs(long horizon) {
        List<Repair> repairs = new ArrayList<>();
        answers.replaceAll((owner, state) -> {
            if (!isBehind(state) || state.isAbsent() && merged.isDeletedBefore(horizon)) {
                return state;
            }
            repairs.add(new Repair(owner, without(merged, state.known())));
            return merged;
        });
        return repairs;
    }

    private boolean isBehind(KeyState state) {
        return state != merged
                && !(state.known().equals(merged.known()) && state.live().equals(merged.live()));
    }

    private static KeyState without(KeyState whole, DottedSet had) {
        List<Version> versions = new ArrayList<>(whole.live().size());
        for (Version version : whole.live()) {
            versions.add(
                    had.contains(version.dot())
                            ? new Version(version.dot(), version.sibling().withoutBytes())
                            : version);
        }
        return new KeyState(whole.known(), versions, whole.recent());
    }
}
