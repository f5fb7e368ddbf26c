package dev.stator.node.kernel;

import dev.stator.ring.Endpoint;
import dev.stator.ring.RingState;
import dev.stator.ring.StoreId;
import java.util.Optional;
import java.util.function.Consumer;

/** The ring as this node has it, and the way for the operator (or a local cluster's command) to publish the next. Any thread. */
public interface RingControl {
    Optional<RingState> ring();

    /** Where a member is: by what it says itself if that was heard, else by the ring. */
    Optional<Endpoint> endpointOf(StoreId store);

    /**
     * Takes {@code ring} up if it is of this cluster, has its N and Q, and is newer than the one here; {@code then} runs once
     * it is durable here, or refused. Nodes tell each other, so one is enough.
     */
    void adopt(RingState ring, Consumer<Adoption> then);

    sealed interface Adoption {
        /** This node has this epoch durably (also when it had it before). */
        record Adopted(long epoch) implements Adoption {}

        /** Nothing changed. */
        record Refused(String reason) implements Adoption {}
    }
}
