package dev.stator.node.sim;

import dev.stator.node.port.Randomness;
import java.util.List;

/**
 * Dice from one seed. Each component has a stream of its own, forked by name, so that one that rolls more or less often leaves
 * the others as they were: that is what makes a failing seed shrink.
 */
final class Chance implements Randomness {
    private final long seed;
    private long state;

    Chance(long seed) {
        this.seed = mixed(seed);
        this.state = this.seed;
    }

    /** The stream of this name: the same whenever it is asked for. */
    Chance fork(String name) {
        return new Chance(seed * 31 + name.hashCode());
    }

    @Override
    public long bits() {
        state += 0x9E3779B97F4A7C15L;
        return mixed(state);
    }

    @Override
    public int below(int bound) {
        return (int) Long.remainderUnsigned(bits(), bound);
    }

    /** least..most. */
    int between(int least, int most) {
        return least + below(most - least + 1);
    }

    long between(long least, long most) {
        return least + Long.remainderUnsigned(bits(), most - least + 1);
    }

    boolean happens(double probability) {
        return probability > 0 && fraction() < probability;
    }

    /** 0..1. */
    double fraction() {
        return (bits() >>> 11) * 0x1.0p-53;
    }

    /** Waiting time of something that happens every {@code mean} nanoseconds on average. */
    long exponential(long mean) {
        return (long) (-Math.log(1 - fraction()) * mean);
    }

    /** Between the two, small ones more likely: as many between 1 and 10 as between 10 and 100. */
    long logarithmic(long least, long most) {
        return (long) (least * Math.exp(fraction() * Math.log((double) most / least)));
    }

    <T> T oneOf(List<T> list) {
        return list.get(below(list.size()));
    }

    private static long mixed(long z) {
        long a = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
        long b = (a ^ a >>> 27) * 0x94D049BB133111EBL;
        return b ^ b >>> 31;
    }
}
