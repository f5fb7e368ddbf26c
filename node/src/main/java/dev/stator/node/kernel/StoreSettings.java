package dev.stator.node.kernel;

/**
 * What a store was created with and keeps for ever (API §2): a data directory made for other values is refused.
 *
 * @param factor N; {@code readQuorum} R and {@code writeQuorum} W are 1..N
 * @param partitions Q, a power of two
 */
public record StoreSettings(
        String clusterId,
        int factor,
        int readQuorum,
        int writeQuorum,
        QuorumMode quorum,
        int partitions,
        ConflictResolution conflictResolution,
        Durability durability) {

    public enum QuorumMode {
        SLOPPY,
        STRICT
    }

    public enum ConflictResolution {
        SIBLINGS,
        LAST_WRITE_WINS
    }

    public enum Durability {
        FSYNC,
        BUFFERED
    }

    public StoreSettings {
        if (factor < 1 || factor > 7) {
            throw new IllegalArgumentException("factor must be 1..7, not " + factor);
        }
        if (readQuorum < 1 || readQuorum > factor || writeQuorum < 1 || writeQuorum > factor) {
            throw new IllegalArgumentException(
                    "readQuorum and writeQuorum must be 1.." + factor + ", not " + readQuorum + " and " + writeQuorum);
        }
        if (partitions < 1 || Integer.bitCount(partitions) != 1) {
            throw new IllegalArgumentException("partitions must be a power of two, not " + partitions);
        }
    }

    /** How many owners a put without a context asks first, itself included: N-W+1 (PROTOCOL §1). */
    public int askQuorum() {
        return factor - writeQuorum + 1;
    }
}
