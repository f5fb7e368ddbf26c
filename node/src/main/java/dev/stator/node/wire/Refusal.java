package dev.stator.node.wire;

import dev.stator.node.version.ByteSink;
import dev.stator.node.version.ByteSource;
import dev.stator.ring.StoreId;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Why a handshake came to nothing. {@code detail} is for people. */
record Refusal(Reason reason, String detail) {
    enum Reason {
        PROTOCOL(WireEvent.REFUSED_PROTOCOL),
        CLUSTER(WireEvent.REFUSED_CLUSTER),
        STORE(WireEvent.REFUSED_STORE),
        REMOVED(WireEvent.REFUSED_REMOVED),
        CERTIFICATE(WireEvent.REFUSED_CLUSTER);

        private final WireEvent event;

        Reason(WireEvent event) {
            this.event = event;
        }

        WireEvent event() {
            return event;
        }
    }

    // A reason's place is its code: the list only grows, at its end.
    private static final List<Reason> REASONS =
            List.of(Reason.PROTOCOL, Reason.CLUSTER, Reason.STORE, Reason.REMOVED, Reason.CERTIFICATE);

    private static final int DETAIL_MAX_BYTES = 1024;

    /** Whether {@code self} talks with who said {@code hello}; empty when it does. {@code removed} are the ring's. */
    static Optional<Refusal> of(Hello hello, LocalStore self, Set<StoreId> removed) {
        if (!hello.clusterId().equals(self.clusterId())) {
            return Optional.of(
                    new Refusal(Reason.CLUSTER, "this is cluster " + self.clusterId() + ", not " + hello.clusterId()));
        }
        if (!hello.to().equals(self.id())) {
            return Optional.of(new Refusal(Reason.STORE, "this is store " + self.id() + ", not " + hello.to()));
        }
        if (hello.from().equals(self.id())) {
            return Optional.of(new Refusal(Reason.STORE, "store " + self.id() + " is here, and calls from elsewhere"));
        }
        if (removed.contains(hello.from())) {
            return Optional.of(new Refusal(Reason.REMOVED, "the ring has removed store " + hello.from()));
        }
        return Optional.empty();
    }

    void write(ByteSink sink) {
        sink.int8(REASONS.indexOf(reason)).text(detail);
    }

    static Refusal read(ByteSource source) {
        Refusal refusal = new Refusal(MessageCodec.oneOf(REASONS, source), source.text(DETAIL_MAX_BYTES));
        source.finish();
        return refusal;
    }
}
