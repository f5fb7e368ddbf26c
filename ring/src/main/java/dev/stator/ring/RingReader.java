package dev.stator.ring;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Bytes being read and distrusted, in the spelling of {@link RingStateCodec}. Throws {@link RingFormatException} alone. */
final class RingReader {
    private final byte[] bytes;
    private int position;

    RingReader(byte[] bytes) {
        this.bytes = bytes;
    }

    int octet() {
        requireLeft(1, "a byte");
        return bytes[position++] & 0xff;
    }

    /** A varint of at most 63 bits, in its shortest form. */
    long number() {
        long value = 0;
        for (int shift = 0; shift < 63; shift += 7) {
            int octet = octet();
            value |= (octet & 0x7fL) << shift;
            if (octet < 0x80) {
                if (octet == 0 && shift > 0) {
                    throw new RingFormatException("a number longer than it needs at byte " + position);
                }
                return value;
            }
        }
        throw new RingFormatException("a number of more than 63 bits at byte " + position);
    }

    /** A number from 0 to {@code bound} - 1. */
    int below(int bound, String what) {
        long value = number();
        if (value >= bound) {
            throw new RingFormatException(what + " " + value + " is not below " + bound);
        }
        return (int) value;
    }

    /** How many things follow, each of at least {@code bytesEach}: refused when the bytes left cannot hold them. */
    int count(int bytesEach, String what) {
        long value = number();
        if (value > left() / bytesEach) {
            throw new RingFormatException(value + " " + what + " in " + left() + " bytes");
        }
        return (int) value;
    }

    String text() {
        int length = count(1, "bytes of text");
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, position, length))
                    .toString();
            position += length;
            return text;
        } catch (CharacterCodingException e) {
            throw new RingFormatException("no UTF-8 at byte " + position, e);
        }
    }

    StoreId store() {
        requireLeft(16, "a storeId");
        return new StoreId(fixed(), fixed());
    }

    private long fixed() {
        long value = 0;
        for (int i = 0; i < 8; i++) {
            value = value << 8 | bytes[position++] & 0xff;
        }
        return value;
    }

    void requireLeft(long needed, String what) {
        if (needed > left()) {
            throw new RingFormatException(what + ": " + needed + " bytes needed, " + left() + " left");
        }
    }

    void requireEnd() {
        if (left() > 0) {
            throw new RingFormatException(left() + " bytes behind the end");
        }
    }

    private int left() {
        return bytes.length - position;
    }
}
