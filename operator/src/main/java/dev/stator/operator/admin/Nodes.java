package dev.stator.operator.admin;

import dev.stator.operator.certificate.AlternativeName;
import dev.stator.operator.certificate.Credential;
import dev.stator.operator.plan.NodeReport;
import dev.stator.ring.RingState;
import dev.stator.ring.StoreId;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/** The door to a store's nodes. Any thread may call; calls block for seconds at most. Who does not answer is left out. */
public interface Nodes {
    /** A node and the IP address where it is now. */
    record Address(String name, String ip) {}

    /**
     * How one shows oneself to a store's nodes, and how they show themselves.
     *
     * @param authorities whom their certificates may be signed by
     */
    record Access(Credential operator, List<X509Certificate> authorities, AlternativeName nodes) {
        public Access {
            authorities = List.copyOf(authorities);
        }
    }

    /** What nodes say of themselves, by name. */
    SortedMap<String, NodeReport> reports(List<Address> nodes);

    /** Gives nodes the ring, until one has it on disk; they tell each other. Returns the complaints of those that would not. */
    List<String> publish(RingState ring, List<Address> nodes, Access access);

    /** The ring that a node holds. */
    Optional<RingState> ring(Address node, Access access);

    /** Hands on a human's word that this store, which is in doubt, goes on as it is; its node keeps that and begins anew. Returns its complaint. */
    Optional<String> acceptRollback(StoreId store, Address node, Access access);
}
