package dev.stator.node.kernel;

import dev.stator.node.membership.MembershipSettings;
import dev.stator.node.message.Life;
import dev.stator.node.port.BootCounter;
import dev.stator.ring.Endpoint;

/**
 * What gossip begins with.
 *
 * @param life the one that begins, its counter durable already
 * @param endpoint where others reach this store
 */
public record MembershipStart(Life life, Endpoint endpoint, BootCounter bootCounter, MembershipSettings settings) {
    public static MembershipStart of(Life life, Endpoint endpoint, BootCounter bootCounter) {
        return new MembershipStart(life, endpoint, bootCounter, MembershipSettings.DEFAULTS);
    }
}
