package dev.stator.cli.bench;

import java.util.SplittableRandom;

/**
 * Numbers 0..items-1 of which few are drawn often, as YCSB draws them (Gray et al., "Quickly generating billion-record synthetic
 * databases", 1994; constant 0.99), and scattered by a hash so that the popular ones are not neighbours. Immutable.
 */
final class Zipfian {
    private static final double CONSTANT = 0.99;

    private final long items;
    private final double zeta;
    private final double eta;
    private final double alpha = 1 / (1 - CONSTANT);

    Zipfian(long items) {
        this.items = items;
        double sum = 0;
        for (long i = 1; i <= items; i++) {
            sum += 1 / Math.pow((double) i, CONSTANT);
        }
        zeta = sum;
        double zeta2 = 1 + Math.pow(0.5, CONSTANT);
        eta = (1 - Math.pow(2.0 / (double) items, 1 - CONSTANT)) / (1 - zeta2 / zeta);
    }

    /** By rank: 0 is the most popular. */
    long rank(SplittableRandom random) {
        double u = random.nextDouble();
        double scaled = u * zeta;
        if (scaled < 1 || items == 1) {
            return 0;
        }
        if (scaled < 1 + Math.pow(0.5, CONSTANT)) {
            return 1;
        }
        return Math.min(items - 1, (long) (items * Math.pow(eta * u - eta + 1, alpha)));
    }

    long scattered(SplittableRandom random) {
        long mixed = rank(random) * 0x9E3779B97F4A7C15L;
        mixed ^= mixed >>> 32;
        return Math.floorMod(mixed * 0xD6E8FEB86659FD93L, items);
    }
}
