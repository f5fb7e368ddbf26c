package dev.stator.ring;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Bytes being written, in the spelling of {@link RingStateCodec}. */
final class RingWriter {
    private byte[] bytes;
    private int length;

    RingWriter(int expectedBytes) {
        bytes = new byte[expectedBytes];
    }

    byte[] bytes() {
        return Arrays.copyOf(bytes, length);
    }

    void octet(int value) {
        room(1);
        bytes[length++] = (byte) value;
    }

    /** A number that is not negative. */
    void number(long value) {
        room(9);
        long rest = value;
        while (rest > 0x7f) {
            bytes[length++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[length++] = (byte) rest;
    }

    void text(String value) {
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        number(utf8.length);
        room(utf8.length);
        System.arraycopy(utf8, 0, bytes, length, utf8.length);
        length += utf8.length;
    }

    void store(StoreId value) {
        fixed(value.high());
        fixed(value.low());
    }

    private void fixed(long value) {
        room(8);
        for (int shift = 56; shift >= 0; shift -= 8) {
            bytes[length++] = (byte) (value >>> shift);
        }
    }

    private void room(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(length + more, bytes.length + bytes.length / 2));
        }
    }
}
