package dev.stator.node.version;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A growing byte array with the few shapes that records and frames are made of. Big-endian; varints are LEB128. */
public final class ByteSink {
    private static final VarHandle INT64 = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private static final int BYTES_AT_FIRST = 256;

    private byte[] bytes;
    private int length;

    public ByteSink(int expectedBytes) {
        bytes = new byte[Math.max(16, expectedBytes)];
    }

    public int length() {
        return length;
    }

    /** Empty, to be used again: this one, or a new one where this has grown beyond {@code bytesMax}, which is not to be kept. */
    public ByteSink emptied(int bytesMax) {
        if (bytes.length > bytesMax) {
            return new ByteSink(Math.min(bytesMax, BYTES_AT_FIRST));
        }
        length = 0;
        return this;
    }

    public ByteSink int8(int value) {
        room(1);
        bytes[length++] = (byte) value;
        return this;
    }

    public ByteSink int32(int value) {
        room(4);
        put32(value);
        return this;
    }

    public ByteSink int64(long value) {
        room(8);
        INT64.set(bytes, length, value);
        length += 8;
        return this;
    }

    /** An unsigned number in 7-bit groups, lowest first: small numbers take one byte. */
    public ByteSink varint(long value) {
        room(10);
        byte[] to = bytes;
        int at = length;
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            to[at++] = (byte) (rest & 0x7f | 0x80);
            rest >>>= 7;
        }
        to[at++] = (byte) rest;
        length = at;
        return this;
    }

    public ByteSink raw(byte[] value) {
        return raw(value, 0, value.length);
    }

    ByteSink raw(byte[] all, int from, int count) {
        room(count);
        System.arraycopy(all, from, bytes, length, count);
        length += count;
        return this;
    }

    /** The length as a varint, then the bytes. */
    public ByteSink sized(byte[] value) {
        return varint(value.length).raw(value);
    }

    public ByteSink text(String value) {
        return sized(value.getBytes(StandardCharsets.UTF_8));
    }

    /** A copy, so that the sink can be used again. */
    public byte[] toByteArray() {
        return Arrays.copyOf(bytes, length);
    }

    /** The array behind, of which the first {@link #length} bytes count; valid until the next write. */
    public byte[] array() {
        return bytes;
    }

    private void put32(int value) {
        byte[] to = bytes;
        int at = length;
        to[at] = (byte) (value >>> 24);
        to[at + 1] = (byte) (value >>> 16);
        to[at + 2] = (byte) (value >>> 8);
        to[at + 3] = (byte) value;
        length = at + 4;
    }

    private void room(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(length + more, bytes.length * 2));
        }
    }
}
