package dev.stator.node.version;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Reads what {@link ByteSink} wrote. Everything that does not fit is a {@link MalformedBytesException}, never a large allocation. */
public final class ByteSource {
    private static final VarHandle INT64 = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    /** What is smaller is copied though the array is lent: the copy costs less than what it would keep alive. */
    private static final int LENT_BYTES_MIN = 64 * 1024;

    private final byte[] bytes;
    private final int end;
    private final boolean isLent;
    private int at;

    public ByteSource(byte[] bytes) {
        this(bytes, 0, bytes.length);
    }

    public ByteSource(byte[] bytes, int from, int length) {
        this(bytes, from, length, false);
    }

    private ByteSource(byte[] bytes, int from, int length, boolean isLent) {
        this.bytes = bytes;
        this.at = from;
        this.end = from + length;
        this.isLent = isLent;
    }

    /** What is read of an array that nobody will change: large parts of it need no copy. */
    static ByteSource lent(byte[] bytes, int from, int length) {
        return new ByteSource(bytes, from, length, true);
    }

    /** May a part of so many bytes stay where it is? */
    boolean isLent(int length) {
        return isLent && length >= LENT_BYTES_MIN;
    }

    byte[] array() {
        return bytes;
    }

    /** Goes over a part, and says where in the array it begins. */
    int skip(int length) {
        need(length);
        int from = at;
        at += length;
        return from;
    }

    public int remaining() {
        return end - at;
    }

    public int int8() {
        need(1);
        return bytes[at++] & 0xff;
    }

    public int int32() {
        need(4);
        int value = peek32(at);
        at += 4;
        return value;
    }

    public long int64() {
        need(8);
        long value = (long) INT64.get(bytes, at);
        at += 8;
        return value;
    }

    private int peek32(int from) {
        return bytes[from] << 24
                | (bytes[from + 1] & 0xff) << 16
                | (bytes[from + 2] & 0xff) << 8
                | bytes[from + 3] & 0xff;
    }

    public long varint() {
        if (at < end && bytes[at] >= 0) { // most are of one byte
            return bytes[at++];
        }
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            int next = int8();
            value |= (long) (next & 0x7f) << shift;
            if (next < 0x80) {
                return value;
            }
        }
        throw new MalformedBytesException("a varint of more than ten bytes");
    }

    /** A varint that must lie in 0..limit. */
    public int count(int limit) {
        long value = varint();
        if (value < 0 || value > limit) {
            throw new MalformedBytesException("count " + Long.toUnsignedString(value) + " is over " + limit);
        }
        return (int) value;
    }

    public byte[] raw(int length) {
        need(length);
        byte[] copy = Arrays.copyOfRange(bytes, at, at + length);
        at += length;
        return copy;
    }

    public byte[] sized(int limit) {
        return raw(count(Math.min(limit, remaining())));
    }

    public String text(int limitBytes) {
        int length = count(Math.min(limitBytes, remaining()));
        need(length);
        String text = new String(bytes, at, length, StandardCharsets.UTF_8);
        at += length;
        return text;
    }

    /** Nothing may be left. */
    public void finish() {
        if (at != end) {
            throw new MalformedBytesException((end - at) + " bytes too many");
        }
    }

    private void need(int count) {
        if (count < 0 || end - at < count) {
            throw new MalformedBytesException("ends " + (count - (end - at)) + " bytes too early");
        }
    }
}
