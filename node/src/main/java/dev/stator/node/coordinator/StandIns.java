package dev.stator.node.coordinator;

import dev.stator.ring.StoreId;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Which fallback keeps a write for which owner: each owner has one at a time, and each fallback stands in for one owner. One that
 * could not is not asked again before {@link #again}. Pure; one loop.
 */
final class StandIns {
    private final Supplier<Iterator<StoreId>> fallbacks;
    private final Map<StoreId, StoreId> byOwner = new HashMap<>(2);
    private @Nullable Iterator<StoreId> untried;

    /** @param fallbacks those in reach, in preference order; none where quorums are strict */
    StandIns(Supplier<Iterator<StoreId>> fallbacks) {
        this.fallbacks = fallbacks;
    }

    boolean hasOne(StoreId owner) {
        return byOwner.containsKey(owner);
    }

    @Nullable
    StoreId of(StoreId owner) {
        return byOwner.get(owner);
    }

    boolean isAppointed(StoreId fallback) {
        return byOwner.containsValue(fallback);
    }

    void appoint(StoreId owner, StoreId fallback) {
        byOwner.put(owner, fallback);
    }

    /** Appoints the next fallback; null if nobody is left. */
    @Nullable
    StoreId appointNext(StoreId owner) {
        Iterator<StoreId> all = untried;
        if (all == null) {
            all = fallbacks.get();
            untried = all;
        }
        while (all.hasNext()) {
            StoreId next = all.next();
            if (!byOwner.containsValue(next)) {
                byOwner.put(owner, next);
                return next;
            }
        }
        return null;
    }

    /** It could not, or did not answer. */
    void failed(StoreId owner) {
        byOwner.remove(owner);
    }

    /** Those who could not may be asked once more. */
    void again() {
        untried = null;
    }
}
