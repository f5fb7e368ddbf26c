package dev.stator.ring.plan;

/**
 * An exact fraction that is not negative. Quotas are compared and rounded exactly: a node whose share is 341 must not be
 * given 340 because a double said 340.99999. Numerators stay below 2^24 and denominators below 2^40 or the other way round,
 * so that products fit a long.
 */
record Ratio(long numerator, long denominator) implements Comparable<Ratio> {
    Ratio {
        if (numerator < 0 || denominator < 1) {
            throw new IllegalArgumentException(numerator + "/" + denominator);
        }
    }

    Ratio times(long factor) {
        return new Ratio(Math.multiplyExact(numerator, factor), denominator);
    }

    int floor() {
        return Math.toIntExact(numerator / denominator);
    }

    boolean isWhole() {
        return numerator % denominator == 0;
    }

    double fraction() {
        return (double) (numerator % denominator) / denominator;
    }

    double value() {
        return (double) numerator / denominator;
    }

    @Override
    public int compareTo(Ratio other) {
        return Long.compare(
                Math.multiplyExact(numerator, other.denominator), Math.multiplyExact(other.numerator, denominator));
    }
}
