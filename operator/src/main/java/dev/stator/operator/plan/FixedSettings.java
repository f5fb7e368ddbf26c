package dev.stator.operator.plan;

import dev.stator.operator.api.KeyValueStoreSpec;

/** What a store keeps for ever, as one line of text: written on its volumes, and compared when somebody wants them again. */
public final class FixedSettings {
    private FixedSettings() {}

    public static String of(KeyValueStoreSpec spec) {
        return "factor=" + spec.replication().factor()
                + " readQuorum=" + spec.replication().readQuorum()
                + " writeQuorum=" + spec.replication().writeQuorum()
                + " quorum=" + spec.replication().quorum()
                + " partitions=" + spec.partitions()
                + " conflictResolution=" + spec.conflictResolution()
                + " durability=" + spec.durability();
    }
}
