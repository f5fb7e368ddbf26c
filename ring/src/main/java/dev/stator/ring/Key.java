package dev.stator.ring;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * A key: 1 to {@value #MAX_BYTES} bytes, compared and ordered by its bytes, unsigned. Its place on the ring is the MD5 of
 * those bytes, as in Dynamo §4.1. Immutable, and safe to share between threads.
 */
public final class Key implements Comparable<Key> {
    public static final int MAX_BYTES = 1024;

    private static final ThreadLocal<MessageDigest> MD5 = ThreadLocal.withInitial(() -> {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform must support MD5", e);
        }
    });

    private final byte[] bytes;
    private final int hash;
    private volatile long position; // 0: not computed yet

    private Key(byte[] bytes) {
        if (bytes.length < 1 || bytes.length > MAX_BYTES) {
            throw new IllegalArgumentException("a key has 1 to " + MAX_BYTES + " bytes, not " + bytes.length);
        }
        this.bytes = bytes;
        this.hash = Arrays.hashCode(bytes);
    }

    /** Takes the array over: the caller must not change it afterwards. */
    public static Key of(byte[] bytes) {
        return new Key(bytes);
    }

    public static Key of(String text) {
        return new Key(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The bytes themselves, not a copy: not to be changed. */
    public byte[] bytes() {
        return bytes;
    }

    /** The first 64 bits of the key's MD5: all that partitions need, since there are at most 2^20 of them. */
    public long position() {
        long known = position;
        if (known == 0) { // a race computes the same value twice, and so does the one key in 2^64 whose position is 0
            known = first64(MD5.get().digest(bytes));
            position = known;
        }
        return known;
    }

    /** The whole MD5 (128 bits), for people. */
    public byte[] md5() {
        return MD5.get().digest(bytes);
    }

    /** The partition out of {@code partitions}, a power of two: equal ranges of the MD5 space, in order. */
    public int partition(int partitions) {
        return partitions == 1 ? 0 : (int) (position() >>> (64 - Integer.numberOfTrailingZeros(partitions)));
    }

    private static long first64(byte[] digest) {
        long value = 0;
        for (int i = 0; i < 8; i++) {
            value = value << 8 | digest[i] & 0xff;
        }
        return value;
    }

    @Override
    public int compareTo(Key other) {
        return Arrays.compareUnsigned(bytes, other.bytes);
    }

    @Override
    public boolean equals(Object other) {
        return this == other || other instanceof Key key && hash == key.hash && Arrays.equals(bytes, key.bytes);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    /** As text where it is UTF-8; for people and tests. */
    @Override
    public String toString() {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
