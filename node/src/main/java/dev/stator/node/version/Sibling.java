package dev.stator.node.version;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One version of a key: a value or a tombstone. Its bytes may be left out where only its identity matters (asks, replica
 * writes of bytes that the receiver has); siblings are equal by what identifies them, bytes or not. Immutable: nobody changes
 * the array. That may be a larger one, of the record that it was read from: no copy is made of a large value.
 */
public final class Sibling {
    public enum Kind {
        VALUE,
        TOMBSTONE
    }

    private static final byte[] NO_BYTES = {};
    private static final long NO_BYTES_HASH = WriteIdentity.hash(NO_BYTES);

    private final Kind kind;
    private final WriteIdentity write;
    private final long time;
    private final String contentType;
    private final long contentHash;
    private final int size;
    private final byte @Nullable [] bytes;
    private final int from;

    /**
     * @param time when the write was taken in, milliseconds since 1970 by that node's clock; for people and horizons, never
     *     for choosing between versions
     * @param bytes the content, or null where it is left out
     */
    public Sibling(
            Kind kind,
            WriteIdentity write,
            long time,
            String contentType,
            long contentHash,
            int size,
            byte @Nullable [] bytes) {
        this(kind, write, time, contentType, contentHash, size, bytes, 0);
        if (bytes != null && bytes.length != size) {
            throw new IllegalArgumentException("size says " + size + ", there are " + bytes.length + " bytes");
        }
    }

    /** @param from where in {@code bytes} the content begins */
    Sibling(
            Kind kind,
            WriteIdentity write,
            long time,
            String contentType,
            long contentHash,
            int size,
            byte @Nullable [] bytes,
            int from) {
        this.kind = kind;
        this.write = write;
        this.time = time;
        this.contentType = contentType;
        this.contentHash = contentHash;
        this.size = size;
        this.bytes = bytes;
        this.from = from;
    }

    public static Sibling value(WriteIdentity write, long time, String contentType, long contentHash, byte[] bytes) {
        return new Sibling(Kind.VALUE, write, time, contentType, contentHash, bytes.length, bytes);
    }

    public static Sibling tombstone(WriteIdentity write, long time) {
        return new Sibling(Kind.TOMBSTONE, write, time, "", NO_BYTES_HASH, 0, NO_BYTES);
    }

    public Kind kind() {
        return kind;
    }

    public boolean isValue() {
        return kind == Kind.VALUE;
    }

    public WriteIdentity write() {
        return write;
    }

    public long time() {
        return time;
    }

    public String contentType() {
        return contentType;
    }

    public long contentHash() {
        return contentHash;
    }

    public int size() {
        return size;
    }

    public boolean hasBytes() {
        return bytes != null;
    }

    /** The content itself, not a copy: not to be changed. */
    public ByteBuffer content() {
        return ByteBuffer.wrap(array(), from, size);
    }

    /** The content in an array of its own; not to be changed. */
    public byte[] bytes() {
        byte[] all = array();
        return all.length == size ? all : Arrays.copyOfRange(all, from, from + size);
    }

    void writeBytes(ByteSink sink) {
        sink.raw(array(), from, size);
    }

    private byte[] array() {
        if (bytes == null) {
            throw new IllegalStateException("the bytes of write " + write + " were left out");
        }
        return bytes;
    }

    /** Do the bytes hash to what the sibling says? Siblings without bytes have nothing to get wrong. */
    public boolean isIntact() {
        return bytes == null || WriteIdentity.hash(bytes, from, size) == contentHash;
    }

    public Sibling withoutBytes() {
        return bytes == null || size == 0 ? this : new Sibling(kind, write, time, contentType, contentHash, size, null);
    }

    /** Are its bytes a part of a larger array, which they keep alive? */
    boolean isPart() {
        return bytes != null && bytes.length != size;
    }

    /** The same with an array of its own. */
    Sibling apart() {
        return isPart() ? new Sibling(kind, write, time, contentType, contentHash, size, bytes()) : this;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Sibling sibling
                && kind == sibling.kind
                && write.equals(sibling.write)
                && time == sibling.time
                && contentHash == sibling.contentHash
                && size == sibling.size
                && contentType.equals(sibling.contentType);
    }

    @Override
    public int hashCode() {
        return Objects.hash(write, contentHash, time);
    }

    @Override
    public String toString() {
        return isValue() ? "value(" + write + ", " + size + " bytes)" : "tombstone(" + write + ")";
    }
}
