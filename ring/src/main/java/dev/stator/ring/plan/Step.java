package dev.stator.ring.plan;

/**
 * One step of a chain or cycle: the node gives one replica, and the taker gets one. That is done in a slot, or, for {@link
 * #TRADE}, without moving anything: the node's quota is rounded up instead of down, and the taker's down instead of up.
 */
record Step(int node, int slot, int taker) {
    static final int TRADE = -1;

    boolean isTrade() {
        return slot == TRADE;
    }

    boolean isPossible(Draft draft) {
        return isTrade() ? draft.canTrade(node, taker) : draft.owner(slot) == node && draft.admits(slot, taker);
    }

    void take(Draft draft) {
        if (isTrade()) {
            draft.trade(node, taker);
        } else {
            draft.replace(slot, taker);
        }
    }

    void undo(Draft draft) {
        if (isTrade()) {
            draft.trade(taker, node);
        } else {
            draft.replace(slot, node);
        }
    }
}
