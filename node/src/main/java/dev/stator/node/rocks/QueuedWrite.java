package dev.stator.node.rocks;

import dev.stator.node.port.Storage.Progress;

/** One write on its way to disk, or, without a key, the wish for an fsync. */
record QueuedWrite(byte[] key, byte[] value, Progress progress) {
    private static final byte[] NOTHING = {};

    /** What the objects around the bytes take, roughly: an empty write is not free. */
    private static final int OVERHEAD_BYTES = 96;

    static QueuedWrite syncOnly(Progress progress) {
        return new QueuedWrite(NOTHING, NOTHING, progress);
    }

    boolean isSyncOnly() {
        return key.length == 0;
    }

    long bytes() {
        return (long) OVERHEAD_BYTES + key.length + value.length;
    }
}
