package dev.stator.node.port;

import dev.stator.ring.Key;

/**
 * An arc of the ring: the positions {@code first} to {@code last}, both included, as {@link Key#position()} has them and
 * unsigned as those. All of them: {@link #ALL}.
 */
public record Span(long first, long last) {
    public static final Span ALL = new Span(0, -1);

    public Span {
        if (Long.compareUnsigned(first, last) > 0) {
            throw new IllegalArgumentException(
                    "a span from " + Long.toHexString(first) + " back to " + Long.toHexString(last));
        }
    }

    /** One of {@code parts} equal arcs, a power of two: with Q of them, partition {@code index}. */
    public static Span of(int index, int parts) {
        if (parts < 1 || Integer.bitCount(parts) != 1 || index < 0 || index >= parts) {
            throw new IllegalArgumentException("part " + index + " of " + parts);
        }
        return ALL.part(index, parts);
    }

    /** One of {@code parts} equal arcs of this one, which is itself such a part. */
    public Span part(int index, int parts) {
        int bits = Integer.numberOfTrailingZeros(parts);
        if (bits == 0) {
            return this;
        }
        long length = last - first; // one less, and so never overflowing
        long step = (length >>> bits) + 1;
        return new Span(first + index * step, first + index * step + (step - 1));
    }

    public boolean contains(Key key) {
        return Long.compareUnsigned(first, key.position()) <= 0 && Long.compareUnsigned(key.position(), last) <= 0;
    }
}
