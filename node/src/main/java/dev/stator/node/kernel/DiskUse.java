package dev.stator.node.kernel;

/**
 * How full the disk of a store is, as its gauge found it last. A value.
 *
 * @param capacityBytes what the store may fill: of a shared volume less than all of it
 */
public record DiskUse(long usedBytes, long capacityBytes) {
    public static final DiskUse UNKNOWN = new DiskUse(0, 0);

    public DiskUse {
        if (usedBytes < 0 || capacityBytes < 0) {
            throw new IllegalArgumentException(usedBytes + " bytes used of " + capacityBytes);
        }
    }

    /** 0 to 1, and 0 where nothing is known; more than 1 where the capacity is less than what is there already. */
    public double share() {
        return capacityBytes == 0 ? 0 : (double) usedBytes / capacityBytes;
    }
}
