package dev.stator.node.coordinator;

/**
 * How many bytes of values a shard's gets hold at once, so that many gets of a key with large versions do not take all memory. Small
 * states are not worth counting. Who holds nothing beside others' nothing may hold anything: a key can be read however large it is.
 * One loop.
 */
final class ValueRoom {
    private static final long COUNTED_FROM = 16 * 1024;

    private final long bytesMax;
    private long held;

    ValueRoom(long bytesMax) {
        this.bytesMax = bytesMax;
    }

    static boolean counts(long bytes) {
        return bytes >= COUNTED_FROM;
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
