package dev.stator.node.view;

import dev.stator.node.message.DiskState;

/**
 * How one store stands in the eyes of this one. A value.
 *
 * @param isConnected whether the connection from here to there works; known sooner than {@code liveness}, and to this node alone
 * @param isSlow whether it answers much later, or fails much more often, than its peers do (fail-slow): last on the fast path,
 *     and alive
 */
public record Standing(Liveness liveness, boolean isConnected, boolean isSlow, DiskState disk) {
    /** Alive and well, and what is taken for granted of a store that nothing is known of. */
    public static final Standing GOOD = new Standing(Liveness.ALIVE, true, false, DiskState.OK);

    /** Dead and out of reach. */
    public static final Standing GONE = new Standing(Liveness.DEAD, false, false, DiskState.OK);

    /** Will it answer, most likely? */
    boolean isReachable() {
        return liveness == Liveness.ALIVE && isConnected && disk != DiskState.IN_DOUBT;
    }

    /** May a copy of a put be counted on to find room there (PROTOCOL §2)? A suspect is usable. */
    boolean isUsable() {
        return liveness != Liveness.DEAD && disk.takesWrites();
    }

    boolean isUsableForDeletes() {
        return liveness != Liveness.DEAD && disk.takesDeletes();
    }
}
