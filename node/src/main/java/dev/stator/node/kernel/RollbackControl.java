package dev.stator.node.kernel;

import dev.stator.ring.StoreId;
import java.util.function.Consumer;

/** The way for the operator to hand on a human's word that a store in doubt is to go on as it is (PROTOCOL rule 20). Any thread. */
public interface RollbackControl {
    /**
     * Keeps the word if {@code store} is the store of this node, and in doubt; {@code then} runs once that is durable, or refused. A word that
     * comes twice counts once.
     */
    void accept(StoreId store, Consumer<Acceptance> then);

    sealed interface Acceptance {
        /** @param beginAnew ends the process, so that it starts again with the word; to be run when the caller has its answer */
        record Accepted(Runnable beginAnew) implements Acceptance {}

        /** Nothing changed. */
        record Refused(String reason) implements Acceptance {}
    }
}
