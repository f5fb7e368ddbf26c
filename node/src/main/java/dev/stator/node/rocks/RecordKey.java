package dev.stator.node.rocks;

import dev.stator.ring.Key;

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
        byte[] encoded = new byte[POSITION_BYTES + bytes.length];
        long position = key.position();
        for (int i = 0; i < POSITION_BYTES; i++) {
            encoded[i] = (byte) (position >>> (56 - 8 * i));
        }
        System.arraycopy(bytes, 0, encoded, POSITION_BYTES, bytes.length);
        return encoded;
    }
}
