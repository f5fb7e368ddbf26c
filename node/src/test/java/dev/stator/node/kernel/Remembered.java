package dev.stator.node.kernel;

import dev.stator.node.message.Groups;
import dev.stator.ring.StoreId;
import java.util.Map;

/** What a store has on its disk of the groups of others (PROTOCOL rule 20), for tests that look at disks. */
public final class Remembered {
    public static final String NOTE = Doubts.HEARD;

    private Remembered() {}

    /** The most groups that were heard of that store. */
    public static long most(byte[] note, StoreId store) {
        Map<StoreId, Groups> heard = Doubts.decoded(note);
        Groups groups = heard.getOrDefault(store, Groups.NONE);
        return Math.max(groups.synced(), groups.before());
    }
}
