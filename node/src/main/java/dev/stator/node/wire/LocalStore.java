package dev.stator.node.wire;

import dev.stator.ring.Endpoint;
import dev.stator.ring.StoreId;

/**
 * Who this node is to others: said in every handshake.
 *
 * @param endpoint where this store is reached, for peers whose ring does not know it yet
 */
public record LocalStore(String clusterId, StoreId id, Endpoint endpoint) {
    /** What the URI in the certificates of this cluster's nodes, and of its operator, begins with. */
    String certificateUriPrefix() {
        return "stator://" + clusterId + "/";
    }

    /** The URI in the certificate of whoever may publish rings. */
    String operatorUri() {
        return certificateUriPrefix() + "operator";
    }
}
