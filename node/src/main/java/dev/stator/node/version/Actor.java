package dev.stator.node.version;

/**
 * Who names new versions of one key: a life of a node process (64 random bits, fresh at every start) and a number that the
 * node counts up when it starts naming versions of another key, or of this key anew (PROTOCOL rules 1 and 2). Because the
 * incarnation is never kept on disk, a wiped, cloned or rolled-back disk cannot name two writes alike.
 */
public record Actor(long incarnation, long seq) implements Comparable<Actor> {
    /** No shard of dotted versions counts from here. */
    private static final long REGISTERS = 0;

    /** Who stamps registers (PROTOCOL rule 17): its dots count by a clock, over all keys. */
    public static Actor ofRegisters(long incarnation) {
        return new Actor(incarnation, REGISTERS);
    }

    boolean isOfRegisters() {
        return seq == REGISTERS;
    }

    @Override
    public int compareTo(Actor other) {
        int byLife = Long.compareUnsigned(incarnation, other.incarnation);
        return byLife != 0 ? byLife : Long.compareUnsigned(seq, other.seq);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Actor that && incarnation == that.incarnation && seq == that.seq;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(incarnation) * 31 + Long.hashCode(seq);
    }

    @Override
    public String toString() {
        return Long.toHexString(incarnation) + "." + seq;
    }
}
