package dev.stator.node.kernel;

import dev.stator.node.membership.MembershipSettings;
import dev.stator.node.message.Life;
import dev.stator.node.port.BootCounter;
import dev.stator.ring.Endpoint;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * What gossip begins with.
 *
 * @param life the one that begins, its counter durable already
 * @param endpoint where others reach this store
 * @param disk what is known of the disk's own past
 */
public record MembershipStart(
        Life life, Endpoint endpoint, BootCounter bootCounter, DiskPast disk, MembershipSettings settings) {
    /** The note that says why a store is in doubt: who accepts what was lost drops it (PROTOCOL rule 20). */
    public static final String DOUBT_NOTE = "kernel.doubt";

    /**
     * @param born how many groups of writes there were when the process opened it
     * @param synced how many are synced by now; any thread
     * @param lost what is known to be missing on it, in words
     */
    public record DiskPast(long born, LongSupplier synced, Optional<String> lost) {}

    public static MembershipStart of(Life life, Endpoint endpoint, BootCounter bootCounter, DiskPast disk) {
        return new MembershipStart(life, endpoint, bootCounter, disk, MembershipSettings.DEFAULTS);
    }
}
