package dev.stator.node.membership;

import dev.stator.node.message.MemberRecord;
import dev.stator.node.view.Liveness;
import dev.stator.node.view.Standing;
import dev.stator.ring.StoreId;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/** How each member stands, of what is believed of its life, its connection and its pace; told when it has changed. One loop. */
final class Standings {
    private final MemberTable table;
    private final Consumer<Map<StoreId, Standing>> listener;
    private final Set<StoreId> cut = new TreeSet<>();
    private final Set<StoreId> slow = new TreeSet<>();
    private final Map<StoreId, Standing> told = new TreeMap<>(); // but for those who stand well
    private final Map<StoreId, Standing> toTell = new TreeMap<>();

    Standings(MemberTable table, Consumer<Map<StoreId, Standing>> listener) {
        this.table = table;
        this.listener = listener;
    }

    /** True when it was otherwise before. */
    boolean connected(StoreId member, boolean isConnected) {
        return isConnected ? cut.remove(member) : cut.add(member);
    }

    /** Was a connection there tried, and does it not work? */
    boolean isCut(StoreId member) {
        return cut.contains(member);
    }

    boolean slow(StoreId member, boolean isSlow) {
        return isSlow ? slow.add(member) : slow.remove(member);
    }

    /** It is no member any more. */
    void forget(StoreId store) {
        cut.remove(store);
        slow.remove(store);
        stands(store, Standing.GOOD);
    }

    void lookAtCut(MemberRecord own) {
        cut.forEach(store -> look(store, own));
    }

    /** Something about it has changed. */
    void look(StoreId store, MemberRecord own) {
        if (store.equals(own.store())) {
            stands(
                    store,
                    new Standing(Liveness.ALIVE, true, false, own.profile().disk()));
            return;
        }
        MemberRecord record = table.record(store).orElse(null);
        if (record != null) {
            stands(
                    store,
                    new Standing(
                            livenessOf(record.state()),
                            !cut.contains(store),
                            slow.contains(store),
                            record.profile().disk()));
        }
    }

    /** Most of what is heard of a member changes nothing about how it stands. */
    private void stands(StoreId store, Standing now) {
        if (now.equals(told.getOrDefault(store, Standing.GOOD))) {
            toTell.remove(store);
        } else {
            toTell.put(store, now);
        }
    }

    private static Liveness livenessOf(MemberRecord.State state) {
        return switch (state) {
            case ALIVE -> Liveness.ALIVE;
            case SUSPECT -> Liveness.SUSPECT;
            case DEAD -> Liveness.DEAD;
        };
    }

    void tell() {
        if (!toTell.isEmpty()) {
            Map<StoreId, Standing> changed = new TreeMap<>(toTell);
            toTell.clear();
            told.putAll(changed);
            told.values().removeIf(Standing.GOOD::equals);
            listener.accept(changed);
        }
    }
}
