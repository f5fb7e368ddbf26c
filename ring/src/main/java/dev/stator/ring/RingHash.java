package dev.stator.ring;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A fingerprint of a ring's whole content: the first 128 bits of the SHA-256 of its encoding. Two rings of one epoch with
 * different hashes mean that somebody published twice: ring work stops (PROTOCOL §3).
 */
public record RingHash(long high, long low) {

    static RingHash of(byte[] encoding) {
        try {
            ByteBuffer digest =
                    ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(encoding));
            return new RingHash(digest.getLong(), digest.getLong());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform must support SHA-256", e);
        }
    }

    /** Reads the 32 hex digits that {@link #toString} writes. */
    public static RingHash parse(String text) {
        if (text.length() != 32) {
            throw new IllegalArgumentException("a ring hash has 32 hex digits: '" + text + "'");
        }
        return new RingHash(HexFormat.fromHexDigitsToLong(text, 0, 16), HexFormat.fromHexDigitsToLong(text, 16, 32));
    }

    @Override
    public String toString() {
        HexFormat hex = HexFormat.of();
        return hex.toHexDigits(high) + hex.toHexDigits(low);
    }
}
