package dev.stator.node.message;

import dev.stator.ring.StoreId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A table of members in a kilobyte, whatever its size: members fall into {@value #BUCKETS} buckets by their storeId, and each
 * bucket is the sum of its members' fingerprints. Two tables that know the same have equal digests; where they differ, the buckets
 * say where to look. What changes all the time (ring, groups) is left out. Immutable.
 */
public final class TableDigest {
    public static final int BUCKETS = 256;

    private final int[] sums;

    private TableDigest(int[] sums) {
        this.sums = sums;
    }

    public static TableDigest of(Iterable<MemberRecord> records) {
        int[] sums = new int[BUCKETS];
        for (MemberRecord record : records) {
            sums[bucketOf(record.store())] += fingerprint(record);
        }
        return new TableDigest(sums);
    }

    /** @param sums one per bucket */
    public static TableDigest ofSums(int[] sums) {
        if (sums.length != BUCKETS) {
            throw new IllegalArgumentException("a digest has " + BUCKETS + " sums, not " + sums.length);
        }
        return new TableDigest(sums.clone());
    }

    public static int bucketOf(StoreId store) {
        return (int) store.low() & BUCKETS - 1;
    }

    public int sum(int bucket) {
        return sums[bucket];
    }

    /** The buckets in which the two tables differ, ascending. */
    public List<Integer> differences(TableDigest other) {
        List<Integer> buckets = new ArrayList<>();
        for (int bucket = 0; bucket < BUCKETS; bucket++) {
            if (sums[bucket] != other.sums[bucket]) {
                buckets.add(bucket);
            }
        }
        return buckets;
    }

    /**
     * What a record adds to the sum of its bucket. What was only assumed counts for nothing: who has heard nothing of a member does not
     * differ from who has not, either.
     */
    public static int fingerprint(MemberRecord record) {
        if (!record.isHeard()) {
            return 0;
        }
        long mixed = mix(record.store().high(), record.store().low());
        mixed = mix(mixed, record.life().counter());
        mixed = mix(mixed, record.life().random());
        mixed = mix(mixed, record.refutation());
        mixed = mix(mixed, stateCode(record.state()));
        for (StoreId accuser : record.accusers()) {
            mixed = mix(mixed, accuser.low());
        }
        mixed = mix(mixed, record.sweep().adopted());
        mixed = mix(mixed, record.sweep().drained());
        return (int) (mixed >>> 32);
    }

    /** The same in every version, whatever the order of the constants. */
    private static int stateCode(MemberRecord.State state) {
        return switch (state) {
            case ALIVE -> 1;
            case SUSPECT -> 2;
            case DEAD -> 3;
        };
    }

    /** The finalizer of SplitMix64 over both. */
    private static long mix(long a, long b) {
        long z = (a ^ b * 0x9E3779B97F4A7C15L) + 0x9E3779B97F4A7C15L;
        z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
        z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
        return z ^ z >>> 31;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TableDigest digest && Arrays.equals(sums, digest.sums);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(sums);
    }
}
