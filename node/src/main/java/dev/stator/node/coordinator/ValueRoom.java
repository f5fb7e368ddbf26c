package dev.stator.node.coordinator;

import dev.stator.node.record.Records;

/**
 * How many bytes of values a shard's gets hold at once, so that many gets of a key with large versions do not take all memory. Small
 * states are not worth counting. A get that no other holds anything beside may hold anything: a key can be read however large it is.
 * One loop.
 */
final class ValueRoom {
    private final long bytesMax;
    private long held;

    ValueRoom(long bytesMax) {
        this.bytesMax = bytesMax;
    }

    static boolean counts(long bytes) {
        return bytes >= Records.LARGE_BYTES;
    }

    /**
     * False: there is no room, and nothing was taken.
     *
     * @param own what the asker holds already
     */
    boolean take(long bytes, long own) {
        if (held > own && held + bytes > bytesMax) {
            return false;
        }
        held += bytes;
        return true;
    }

    void give(long bytes) {
        held -= bytes;
    }
}
