package dev.stator.ring;

import java.util.HexFormat;

/**
 * The identity of one store, that is of one data directory: 128 random bits made with it and kept in it. A node with an
 * empty disk is a new store, whatever its name (PROTOCOL §3). Ordered, so that collections of stores iterate alike everywhere.
 */
public record StoreId(long high, long low) implements Comparable<StoreId> {

    /** Reads the 32 hex digits that {@link #toString} writes. */
    public static StoreId parse(String text) {
        if (text.length() != 32) {
            throw new IllegalArgumentException("a storeId has 32 hex digits: '" + text + "'");
        }
        return new StoreId(HexFormat.fromHexDigitsToLong(text, 0, 16), HexFormat.fromHexDigitsToLong(text, 16, 32));
    }

    @Override
    public int compareTo(StoreId other) {
        int byHigh = Long.compareUnsigned(high, other.high);
        return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof StoreId that && high == that.high && low == that.low;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(high) * 31 + Long.hashCode(low);
    }

    @Override
    public String toString() {
        HexFormat hex = HexFormat.of();
        return hex.toHexDigits(high) + hex.toHexDigits(low);
    }
}
