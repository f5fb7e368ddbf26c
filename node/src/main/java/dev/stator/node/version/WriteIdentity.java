package dev.stator.node.version;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.apache.commons.codec.digest.MurmurHash3;

/**
 * The identity of a write: 64 bits of hash(writeId ‖ kind ‖ contentHash ‖ contentType). Two tries of one write have the same,
 * at whichever node; two different values under one careless writeId do not (PROTOCOL §1, vector 35). It is also the
 * {@code version} and the ETag that users see, so both stay when a write was tried twice.
 */
public record WriteIdentity(long bits) implements Comparable<WriteIdentity> {

    public static WriteIdentity of(String writeId, Sibling.Kind kind, long contentHash, String contentType) {
        String text =
                writeId.length() + ":" + writeId + ':' + kind + ':' + Long.toHexString(contentHash) + ':' + contentType;
        return new WriteIdentity(hash(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** The first half of Murmur3 128: what content hashes are, too. */
    public static long hash(byte[] bytes) {
        return hash(bytes, 0, bytes.length);
    }

    static long hash(byte[] bytes, int from, int length) {
        return MurmurHash3.hash128x64(bytes, from, length, 0)[0];
    }

    @Override
    public int compareTo(WriteIdentity other) {
        return Long.compareUnsigned(bits, other.bits);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof WriteIdentity that && bits == that.bits;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(bits);
    }

    /** 16 hex digits. */
    @Override
    public String toString() {
        return HexFormat.of().toHexDigits(bits);
    }
}
