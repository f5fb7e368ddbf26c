package dev.stator.ring;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/**
 * Where one partition lives: its ordered owners (the first coordinates), the phase of the move it is in, and the placement
 * version, which grows with every change of the two and fences replica requests (PROTOCOL §3).
 */
public record Placement(int version, Phase phase, List<StoreId> owners, Optional<Move> move) {

    /** The phases of a replica move X→Y; O are {@link #owners}, O' is O with Y in X's place (PROTOCOL §3's table). */
    public enum Phase {
        /** No move. */
        STABLE,
        /** Writes need W in O and W in O', reads ask O. */
        JOINT,
        /** Writes need W in O and W in O', reads ask O'. */
        READ_NEW,
        /** The way back from READ_NEW: as JOINT, until enough of O' know that reads ask O again. */
        JOINT_BACK
    }

    /** One replica on its way from a store that owns it to one that does not. */
    public record Move(StoreId from, StoreId to) {}

    public Placement {
        owners = List.copyOf(owners);
        if (version < 1) {
            throw new IllegalArgumentException("a placement version is positive: " + version);
        }
        if (owners.isEmpty() || new HashSet<>(owners).size() != owners.size()) {
            throw new IllegalArgumentException("owners must be distinct and at least one: " + owners);
        }
        if (move.isPresent() == (phase == Phase.STABLE)) {
            throw new IllegalArgumentException("phase " + phase + " with move " + move);
        }
        if (move.isPresent()
                && (!owners.contains(move.get().from())
                        || owners.contains(move.get().to()))) {
            throw new IllegalArgumentException("move " + move.get() + " does not start in " + owners);
        }
    }

    public static Placement stable(int version, List<StoreId> owners) {
        return new Placement(version, Phase.STABLE, owners, Optional.empty());
    }

    /** O': the owners once the move is done; the owners themselves where there is none. */
    public List<StoreId> newOwners() {
        if (move.isEmpty()) {
            return owners;
        }
        List<StoreId> next = new ArrayList<>(owners);
        next.set(owners.indexOf(move.get().from()), move.get().to());
        return List.copyOf(next);
    }

    /** The set that reads ask, and whose members coordinate (PROTOCOL rule 8). */
    public List<StoreId> readers() {
        return phase == Phase.READ_NEW ? newOwners() : owners;
    }

    /** Everyone who must get a write: the owners, and the pending one of a move. */
    public List<StoreId> writers() {
        if (move.isEmpty()) {
            return owners;
        }
        List<StoreId> all = new ArrayList<>(owners);
        all.add(move.get().to());
        return List.copyOf(all);
    }
}
