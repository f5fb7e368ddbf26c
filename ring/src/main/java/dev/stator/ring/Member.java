package dev.stator.ring;

/**
 * A store as the ring knows it. {@code name} is its pod's or process's name, {@code zone} its failure domain, {@code weight}
 * its capacity (1..10000, relative to the others').
 */
public record Member(StoreId id, String name, String zone, int weight, State state, Endpoint endpoint) {
    public static final int MAX_WEIGHT = 10_000;

    /** ACTIVE → LEAVING (its replicas move away) → LEFT (owns nothing, kept so that its return is recognised). */
    public enum State {
        ACTIVE,
        LEAVING,
        LEFT
    }

    public Member {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("a member needs a name: " + id);
        }
        if (zone.isEmpty()) {
            throw new IllegalArgumentException("a member needs a zone: " + name);
        }
        if (weight < 1 || weight > MAX_WEIGHT) {
            throw new IllegalArgumentException("weight of " + name + " must be 1.." + MAX_WEIGHT + ", not " + weight);
        }
    }

    public Member withState(State newState) {
        return new Member(id, name, zone, weight, newState, endpoint);
    }
}
