package dev.stator.node.membership;

/**
 * How far this node may trust its own ears (Lifeguard's local health multiplier): 0 is well; the more signs there are that the
 * trouble is here, the longer it waits for answers and the less often it probes. One loop.
 */
final class LocalHealth {
    private static final int WORST = 8;

    private int score;

    /** A probe was answered. */
    void heard() {
        score = Math.max(0, score - 1);
    }

    /** Somebody who lives did not answer in time, a suspicion of this node had to be refuted, or its loop was late. */
    void doubted() {
        doubted(1);
    }

    void doubted(int signs) {
        score = Math.min(WORST, score + signs);
    }

    /** What times are multiplied by: 1 when all is well. */
    int multiplier() {
        return score + 1;
    }
}
