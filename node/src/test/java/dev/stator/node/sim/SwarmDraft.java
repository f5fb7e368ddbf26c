package dev.stator.node.sim;

import dev.stator.node.kernel.Lifetimes;
import dev.stator.node.kernel.StoreSettings;
import java.util.EnumMap;
import java.util.Map;

/** A swarm that is another in all that is not said of it. What is drawn is drawn in the order of the statements. */
final class SwarmDraft {
    int nodes;
    StoreSettings settings;
    int shards;
    int keys;
    int users;
    long thinkNanos;
    boolean hasPrivateKeys;
    int siblingsMax;
    int operationsMax;
    long hintBytesMax;
    long fsyncNanos;
    long delayNanos;
    double drift;
    long skewMillis;
    int timeoutMillisMax;
    boolean isGentle;
    Map<Deed, Integer> deeds;
    Map<String, Long> faults;
    long chaosNanos;
    Lifetimes lifetimes;
    Tide tide;
    private final Swarm usual;

    SwarmDraft(Swarm usual) {
        this.usual = usual;
        nodes = usual.nodes();
        settings = usual.settings();
        shards = usual.shards();
        keys = usual.keys();
        users = usual.users();
        thinkNanos = usual.thinkNanos();
        hasPrivateKeys = usual.hasPrivateKeys();
        siblingsMax = usual.siblingsMax();
        operationsMax = usual.operationsMax();
        hintBytesMax = usual.hintBytesMax();
        fsyncNanos = usual.fsyncNanos();
        delayNanos = usual.delayNanos();
        drift = usual.drift();
        skewMillis = usual.skewMillis();
        timeoutMillisMax = usual.timeoutMillisMax();
        isGentle = usual.isGentle();
        deeds = usual.deeds();
        faults = usual.faults();
        chaosNanos = usual.chaosNanos();
        lifetimes = usual.lifetimes();
        tide = usual.tide();
    }

    void store(int[] quorum, StoreSettings.QuorumMode mode, int partitions, StoreSettings.Durability durability) {
        settings = new StoreSettings(
                settings.clusterId(),
                quorum[0],
                quorum[1],
                quorum[2],
                mode,
                partitions,
                StoreSettings.ConflictResolution.SIBLINGS,
                durability);
    }

    Swarm swarm(Purpose purpose) {
        return new Swarm(
                nodes,
                settings,
                shards,
                keys,
                users,
                thinkNanos,
                hasPrivateKeys,
                siblingsMax,
                usual.cacheBytes(),
                operationsMax,
                hintBytesMax,
                usual.inMemory(),
                fsyncNanos,
                delayNanos,
                drift,
                skewMillis,
                timeoutMillisMax,
                isGentle,
                new EnumMap<>(deeds),
                faults,
                chaosNanos,
                lifetimes,
                purpose,
                tide);
    }
}
