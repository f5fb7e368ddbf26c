package dev.stator.node.membership;

/** Which sweep number a store takes up next (PROTOCOL rule 14). Pure. */
final class SweepDecision {
    private SweepDecision() {}

    /**
     * A larger one that anybody has; or one more, when it is time and all members have adopted this one, for a number proves
     * something only if nobody can be more than one ahead of anybody.
     *
     * @param adopted the present one
     * @param heard the largest that any member has adopted
     * @param least the smallest that any member has adopted
     * @param isTime has it been in force for long enough?
     */
    static long next(long adopted, long heard, long least, boolean isTime) {
        if (heard > adopted) {
            return heard;
        }
        return isTime && least >= adopted ? adopted + 1 : adopted;
    }
}
