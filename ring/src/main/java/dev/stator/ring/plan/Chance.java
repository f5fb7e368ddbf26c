package dev.stator.ring.plan;

/** Arbitrary but always the same choices: hashes of small numbers, so that equal requests give equal plans anywhere. */
final class Chance {
    private Chance() {}

    /** Between 0 (inclusive) and 1 (exclusive). */
    static double fraction(int who, int time) {
        return (mix((long) who << 32 | time & 0xffff_ffffL) >>> 11) * 0x1p-53;
    }

    /** The numbers below {@code count} in an order without a pattern. */
    static int[] permutation(int count) {
        int[] order = new int[count];
        for (int i = 0; i < count; i++) { // Fisher and Yates, from the inside out
            int other = (int) Long.remainderUnsigned(mix(~i), i + 1L);
            order[i] = order[other];
            order[other] = i;
        }
        return order;
    }

    /** SplitMix64's finisher. */
    private static long mix(long number) {
        long z = number + 0x9e3779b97f4a7c15L;
        z = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
        z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
        return z ^ z >>> 31;
    }
}
