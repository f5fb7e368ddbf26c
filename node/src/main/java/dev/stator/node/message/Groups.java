package dev.stator.node.message;

/**
 * How many groups of writes a store has synced, as it says and as is remembered of it (PROTOCOL rule 20). A life that began with fewer
 * groups than were told before it has lost some: its disk went back in time. Merging is commutative, associative and idempotent,
 * whatever else is claimed of the store.
 *
 * @param life the latest one that was heard of
 * @param born how many groups there were when that life began
 * @param synced the most that it has told; told only after the fsync that covers them
 * @param before the most that was ever told in earlier lives
 */
public record Groups(Life life, long born, long synced, long before) {
    /** Nothing was heard. */
    public static final Groups NONE = new Groups(Life.UNKNOWN, 0, 0, 0);

    public Groups {
        if (born < 0 || synced < born || before < 0) {
            throw new IllegalArgumentException("groups born=" + born + " synced=" + synced + " before=" + before);
        }
    }

    /** What a store says of itself as its life begins. */
    public static Groups begun(Life life, long born) {
        return new Groups(life, born, born, 0);
    }

    public Groups synced(long now) {
        return now <= synced ? this : new Groups(life, born, now, before);
    }

    public Groups merge(Groups other) {
        int order = life.compareTo(other.life);
        Groups merged;
        if (order == 0) {
            merged = new Groups(
                    life, Math.min(born, other.born), Math.max(synced, other.synced), Math.max(before, other.before));
        } else {
            Groups later = order > 0 ? this : other;
            Groups earlier = order > 0 ? other : this;
            long most = Math.max(later.before, Math.max(earlier.before, earlier.synced));
            merged = new Groups(later.life, later.born, later.synced, most);
        }
        return merged.equals(this) ? this : merged;
    }

    /** Did others hear more of this store than there was when this life of it began? What it has synced itself is no proof. */
    public boolean lacks(Groups heard) {
        return mostBeside(heard) > born;
    }

    /** The most that was heard of lives other than this one. */
    public long mostBeside(Groups heard) {
        return heard.life.equals(life) ? heard.before : Math.max(heard.before, heard.synced);
    }
}
