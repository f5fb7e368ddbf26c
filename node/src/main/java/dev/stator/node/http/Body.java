package dev.stator.node.http;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.List;

/**
 * What an answer carries. Its length is known before it is made, so that one that would be too much beside others never is; and it
 * is made piece by piece of arrays that are there already, for it may take many megabytes.
 */
interface Body {
    /** A multiple of three, so that only the last piece of a part is filled up in Base64. */
    int PIECE_BYTES = 48 << 10;

    Body EMPTY = of(new byte[0]);

    int length();

    /** In their order. */
    List<Part> parts();

    /** Bytes that are sent as they are, or in Base64. */
    record Part(ByteBuffer bytes, boolean isBase64) {
        static Part of(byte[] bytes) {
            return new Part(ByteBuffer.wrap(bytes), false);
        }

        int size() {
            return bytes.remaining();
        }

        static int base64Length(int bytes) {
            return Math.toIntExact((bytes + 2L) / 3 * 4);
        }

        /** The piece that begins with byte {@code from}, as it is sent. */
        ByteBuffer piece(int from) {
            ByteBuffer raw = bytes.slice(bytes.position() + from, Math.min(PIECE_BYTES, size() - from));
            return isBase64 ? Base64.getEncoder().encode(raw) : raw;
        }
    }

    static Body of(byte[] bytes) {
        return of(ByteBuffer.wrap(bytes));
    }

    /** Bytes as they are: no copy is made. */
    static Body of(ByteBuffer bytes) {
        return new Body() {
            @Override
            public int length() {
                return bytes.remaining();
            }

            @Override
            public List<Part> parts() {
                return List.of(new Part(bytes, false));
            }

            @Override
            public ByteBuffer whole() {
                return bytes.duplicate();
            }
        };
    }

    /** All of it at once. */
    default ByteBuffer whole() {
        ByteBuffer all = ByteBuffer.allocate(length());
        for (Part part : parts()) {
            for (int from = 0; from < part.size(); from += PIECE_BYTES) {
                all.put(part.piece(from));
            }
        }
        return all.flip();
    }
}
