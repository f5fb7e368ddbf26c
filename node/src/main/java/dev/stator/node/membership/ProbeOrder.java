package dev.stator.node.membership;

import dev.stator.node.port.Randomness;

/**
 * Whom to probe next: everybody once per cycle, each cycle in another order, so that nobody waits for long and no two nodes
 * march in step (SWIM §4.3). A cycle steps through the roster by a stride that has no divisor in common with its size; that is
 * an order which needs no list. One loop.
 */
final class ProbeOrder {
    private final Randomness randomness;
    private int size;
    private int stride;
    private int at;
    private int left;

    ProbeOrder(Randomness randomness) {
        this.randomness = randomness;
    }

    /** 0..size-1; {@code size} is at least 1, and when it has changed a new cycle begins. */
    int next(int currentSize) {
        if (left == 0 || currentSize != size) {
            begin(currentSize);
        }
        left--;
        at = (int) (((long) at + stride) % size);
        return at;
    }

    private void begin(int newSize) {
        size = newSize;
        left = newSize;
        at = randomness.below(newSize);
        do {
            stride = 1 + randomness.below(newSize);
        } while (greatestCommonDivisor(stride, newSize) != 1);
    }

    private static int greatestCommonDivisor(int a, int b) {
        return b == 0 ? a : greatestCommonDivisor(b, a % b);
    }
}
