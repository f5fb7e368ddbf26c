package dev.stator.node.rocks;

import dev.stator.ring.Key;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A key as RocksDB has it: its position on the ring, 8 bytes big-endian, then its bytes. So whatever Q is, the keys of a
 * partition lie side by side and can be scanned, streamed and dropped as one range. Anything shorter than 9 bytes is no key
 * of a record.
 */
final class RecordKey {
    private static final int POSITION_BYTES = Long.BYTES;

    private RecordKey() {}

    static byte[] of(Key key) {
        byte[] bytes = key.bytes();
        byte[] encoded = atPosition(key.position(), bytes.length);
        System.arraycopy(bytes, 0, encoded, POSITION_BYTES, bytes.length);
        return encoded;
    }

    /** Sorts before every key at this position. */
    static byte[] before(long position) {
        return atPosition(position, 0);
    }

    /** Is this the key of a record, and which? Null: the database's own. */
    static @Nullable Key read(byte[] encoded) {
        return encoded.length <= POSITION_BYTES
                ? null
                : Key.of(Arrays.copyOfRange(encoded, POSITION_BYTES, encoded.length));
    }

    private static byte[] atPosition(long position, int more) {
        byte[] encoded = new byte[POSITION_BYTES + more];
        for (int i = 0; i < POSITION_BYTES; i++) {
            encoded[i] = (byte) (position >>> (56 - 8 * i));
        }
        return encoded;
    }
}
