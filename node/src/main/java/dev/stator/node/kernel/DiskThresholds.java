package dev.stator.node.kernel;

import dev.stator.node.message.DiskState;

/**
 * What a store with so full a disk may still be given (PROTOCOL §5): from 85 % on FILLING, from 92 % SCARCE, from 95 % FULL. A
 * state ends only a little below where it began, so that a disk on a threshold does not make news all the time. Pure.
 */
final class DiskThresholds {
    private static final double FILLING_SHARE = 0.85;
    private static final double SCARCE_SHARE = 0.92;
    private static final double FULL_SHARE = 0.95;
    private static final double RETURN_SHARE = 0.005;

    private DiskThresholds() {}

    static DiskState next(DiskState before, double usedShare) {
        DiskState rising = at(usedShare);
        if (before == DiskState.IN_DOUBT || rising.compareTo(before) >= 0) {
            return before == DiskState.IN_DOUBT ? before : rising;
        }
        DiskState falling = at(usedShare + RETURN_SHARE);
        return falling.compareTo(before) < 0 ? falling : before;
    }

    private static DiskState at(double usedShare) {
        if (usedShare >= FULL_SHARE) {
            return DiskState.FULL;
        } else if (usedShare >= SCARCE_SHARE) {
            return DiskState.SCARCE;
        }
        return usedShare >= FILLING_SHARE ? DiskState.FILLING : DiskState.OK;
    }
}
