package dev.stator.node.wire;

import dev.stator.node.message.Life;
import dev.stator.node.message.SessionLives;
import dev.stator.node.version.ByteSink;
import dev.stator.node.version.ByteSource;
import dev.stator.ring.StoreId;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Why a handshake came to nothing, or a session was ended. {@code detail} is for people.
 *
 * @param later {@link Life#UNKNOWN} but for {@link Reason#LIFE}: the life of the refused store that this store knows of
 */
record Refusal(Reason reason, String detail, Life later) {
    enum Reason {
        PROTOCOL(WireEvent.REFUSED_PROTOCOL),
        CLUSTER(WireEvent.REFUSED_CLUSTER),
        STORE(WireEvent.REFUSED_STORE),
        REMOVED(WireEvent.REFUSED_REMOVED),
        CERTIFICATE(WireEvent.REFUSED_CLUSTER),
        LIFE(WireEvent.REFUSED_LIFE);

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
            List.of(Reason.PROTOCOL, Reason.CLUSTER, Reason.STORE, Reason.REMOVED, Reason.CERTIFICATE, Reason.LIFE);

    private static final int DETAIL_MAX_BYTES = 1024;

    Refusal(Reason reason, String detail) {
        this(reason, detail, Life.UNKNOWN);
    }

    /**
     * Whether {@code self} talks with who said {@code hello}; empty when it does. {@code removed} are the ring's, {@code lives} what this
     * store says to that one.
     */
    static Optional<Refusal> of(Hello hello, LocalStore self, Set<StoreId> removed, SessionLives lives) {
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
        return of(lives, hello.lives());
    }

    /** Whether a store that says {@code lives} goes on with one that says {@code theirs}; empty when it does. */
    static Optional<Refusal> of(SessionLives lives, SessionLives theirs) {
        return lives.refusal(theirs)
                .map(later -> new Refusal(
                        Reason.LIFE, "life " + theirs.own() + " is over, the store lives as " + later, later));
    }

    void write(ByteSink sink) {
        sink.int8(REASONS.indexOf(reason)).text(detail);
        if (reason == Reason.LIFE) { // which no node of before is refused for
            Hello.writeLife(later, sink);
        }
    }

    static Refusal read(ByteSource source) {
        Reason reason = MessageCodec.oneOf(REASONS, source);
        String detail = source.text(DETAIL_MAX_BYTES);
        Life later = reason == Reason.LIFE ? Hello.readLife(source) : Life.UNKNOWN;
        source.finish();
        return new Refusal(reason, detail, later);
    }
}
