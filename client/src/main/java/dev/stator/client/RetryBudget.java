package dev.stator.client;

/**
 * How many more attempts may be made of requests that a living node failed to answer: a tenth of all requests, and a few. So
 * an overloaded store gets at most a tenth more load, however many of its answers are errors. A pure counter of one loop.
 *
 * <p>Attempts after a connection that broke or was refused cost nothing here: they load nobody who was loaded before.
 */
final class RetryBudget {
    /** Tenths of an attempt, so that a request earns one. */
    private static final int TENTHS_MAX = 10 * 64;

    private static final int PRICE = 10;

    private int tenths = TENTHS_MAX;

    void earn() {
        tenths = Math.min(TENTHS_MAX, tenths + 1);
    }

    /** Takes one attempt, if there is one. */
    boolean spend() {
        if (tenths < PRICE) {
            return false;
        }
        tenths -= PRICE;
        return true;
    }
}
