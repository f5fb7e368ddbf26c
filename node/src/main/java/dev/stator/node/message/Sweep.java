package dev.stator.node.message;

/**
 * How far a store is in the proof that nothing old is left anywhere (PROTOCOL rule 14). Both numbers only grow, so of two
 * reports the larger of each holds.
 *
 * @param adopted the largest sweep number that it has taken up
 * @param drained of all hints and left-overs that it held on taking up this number, none is left
 */
public record Sweep(long adopted, long drained) {
    public static final Sweep NONE = new Sweep(0, 0);

    public Sweep {
        if (drained < 0 || drained > adopted) {
            throw new IllegalArgumentException("drained " + drained + " of adopted " + adopted);
        }
    }

    public Sweep merge(Sweep other) {
        Sweep merged = new Sweep(Math.max(adopted, other.adopted), Math.max(drained, other.drained));
        return merged.equals(this) ? this : merged;
    }
}
